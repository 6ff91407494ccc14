#include "text/recent.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(Recent, KeepsWhatIsAskedForAndDropsTheRest) {
  Recent<int> recent(10);
  recent.keep("asked", 1);
  for (int i = 0; i < 100; ++i) {
    recent.keep("n" + std::to_string(i), i);
    const int* asked = recent.find("asked");
    ASSERT_NE(asked, nullptr) << i;
    EXPECT_EQ(*asked, 1);
  }
  EXPECT_NE(recent.find("n99"), nullptr);
  EXPECT_EQ(recent.find("n50"), nullptr);
  int kept = 0;
  recent.each([&](int) { ++kept; });
  EXPECT_LE(kept, 21);
}

TEST(Recent, TheFirstValueStaysUnlessItIsReplaced) {
  Recent<std::string> recent(2);
  EXPECT_EQ(recent.keep("a", "first"), "first");
  EXPECT_EQ(recent.keep("a", "second"), "first");
  recent.keep("b", "x");
  recent.keep("c", "y");  // `a` is old by now
  recent.replace("a", "third");
  ASSERT_NE(recent.find("a"), nullptr);
  EXPECT_EQ(*recent.find("a"), "third");
}

TEST(Recent, WeighsWhatItKeeps) {
  Recent<int> recent(100);
  recent.keep("heavy", 1, 100);
  recent.keep("next", 2, 100);
  recent.keep("last", 3, 100);
  EXPECT_EQ(recent.find("heavy"), nullptr);
  EXPECT_NE(recent.find("next"), nullptr);
}

}  // namespace
}  // namespace dockgate::text
