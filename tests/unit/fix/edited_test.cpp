#include "fix/edited.hpp"

#include <gtest/gtest.h>

namespace dockgate::fix {
namespace {

TEST(Edited, PutsTextInPlaceOfSpans) {
  const std::vector<TextEdit> edits{{{0, 1}, "A"}, {{2, 2}, "+"}, {{4, 6}, ""}};
  EXPECT_EQ(edited("abcdef", edits), "Ab+cd");
  EXPECT_EQ(edited("abcdef", {}), "abcdef");
  const std::vector<TextEdit> ends{{{0, 0}, "<"}, {{3, 3}, ">"}};
  EXPECT_EQ(edited("abc", ends), "<abc>");
  const std::vector<TextEdit> whole{{{0, 3}, "x"}};
  EXPECT_EQ(edited("abc", whole), "x");
}

TEST(Edited, EditsThatMeetTouch) {
  const TextEdit middle{{2, 4}, ""};
  EXPECT_FALSE(touch(middle, {{0, 1}, ""}));
  EXPECT_TRUE(touch(middle, {{0, 2}, ""}));
  EXPECT_TRUE(touch(middle, {{4, 4}, ""}));
  EXPECT_TRUE(touch(middle, {{3, 3}, ""}));
  EXPECT_FALSE(touch(middle, {{5, 5}, ""}));
  EXPECT_TRUE(touch({{2, 2}, "a"}, {{2, 2}, "b"})) << "which of two insertions comes first is not said";
}

TEST(Edited, TellsWherePlacesGo) {
  const std::vector<TextEdit> edits{{{2, 2}, "++"}, {{4, 6}, "x"}};  // ab++cdxgh
  EXPECT_EQ(moved(0, edits), 0u);
  EXPECT_EQ(moved(1, edits), 1u);
  EXPECT_EQ(moved(2, edits), 4u) << "what is put in goes before";
  EXPECT_EQ(moved(3, edits), 5u);
  EXPECT_EQ(moved(5, edits), 6u) << "inside of what is gone";
  EXPECT_EQ(moved(6, edits), 7u);
  EXPECT_EQ(edited("abcdefgh", edits).substr(moved(6, edits)), "gh");
}

}  // namespace
}  // namespace dockgate::fix
