#include "report/width.hpp"

#include <gtest/gtest.h>

namespace dockgate::report {
namespace {

TEST(Width, IsThatOfATerminal) {
  EXPECT_EQ(display_width('a'), 1u);
  EXPECT_EQ(display_width(0xe9), 1u);     // é
  EXPECT_EQ(display_width(0x301), 0u);    // combining acute
  EXPECT_EQ(display_width(0xfe0f), 0u);   // variation selector
  EXPECT_EQ(display_width(0x6a21), 2u);   // 模
  EXPECT_EQ(display_width(0xff21), 2u);   // full-width A
  EXPECT_EQ(display_width(0x1f600), 2u);  // emoji
  EXPECT_EQ(display_width(0x2026), 1u);   // …
}

}  // namespace
}  // namespace dockgate::report
