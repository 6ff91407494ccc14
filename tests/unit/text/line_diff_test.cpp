// Differences counted in lines.
#include "text/line_diff.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

std::string diff(std::string_view before, std::string_view after) {
  const LineDiff out = line_diff(line_marks(before), after);
  return "+" + std::to_string(out.added) + " -" + std::to_string(out.removed) + " at " +
         std::to_string(out.first_line);
}

TEST(LineDiff, CountsWhatAnEditorWould) {
  EXPECT_EQ(diff("", ""), "+0 -0 at 0");
  EXPECT_EQ(diff("a\nb\n", "a\nb"), "+0 -0 at 0");
  EXPECT_EQ(diff("", "a\nb\n"), "+2 -0 at 1");
  EXPECT_EQ(diff("a\nb\n", ""), "+0 -2 at 1");
  EXPECT_EQ(diff("a\nb\nc\n", "a\nx\nc\n"), "+1 -1 at 2");
  EXPECT_EQ(diff("a\nb\nc\n", "a\nb\nnew\nnew2\nc\n"), "+2 -0 at 3");
  EXPECT_EQ(diff("a\nb\nc\n", "c\na\nb\n"), "+1 -1 at 1");
  EXPECT_EQ(diff("a\nb\nc\nd\ne\n", "b\nd\ne\nf\n"), "+1 -2 at 1");
  EXPECT_EQ(diff("a\nb\n", "a\n"), "+0 -1 at 1");
}

TEST(LineDiff, BlanksAtTheEndOfLinesAreNoChange) {
  EXPECT_EQ(diff("a\nb\n", "a \r\nb\n"), "+0 -0 at 0");
  EXPECT_EQ(line_marks("a\nb\na\n").substr(0, 2), line_marks("a\nb\na\n").substr(4, 2));
  EXPECT_EQ(line_marks("a\nb\na\n").size(), 6u);
}

TEST(LineDiff, OfTextsFarApartEnds) {
  std::string before, after;
  for (int i = 0; i < 20000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  const LineDiff out = line_diff(line_marks(before), after);
  EXPECT_LE(out.added, 20000u);
  EXPECT_EQ(out.added, out.removed);
  line_diff("\x01 no marks at all", after);
}

}  // namespace
}  // namespace dockgate::text
