#include "dockerfile/characters.hpp"

#include <gtest/gtest.h>

namespace dockgate::dockerfile {
namespace {

TEST(Trim, TakesUnicodeBlanksAtBothEnds) {
  EXPECT_EQ(trim(" \t\xC2\xA0\xE3\x80\x80"
                 "a b\xE2\x80\xA8\xC2\x85 "),
            "a b");
  EXPECT_EQ(trim_left("\xE2\x80\x8B"
                      "a"),
            "\xE2\x80\x8B"
            "a");  // a zero-width space is no blank
  EXPECT_EQ(trim("\xA0"
                 "a\xA0"),
            "\xA0"
            "a\xA0");  // half of a no-break space
  EXPECT_EQ(trim(""), "");
}

TEST(Case, MapsLettersWhoseOtherCaseIsAscii) {
  EXPECT_EQ(to_lower("WOR\xE2\x84\xAA"
                     "D\xC4\xB0R"),
            "workdir");
  EXPECT_EQ(to_upper("a\xC5\xBF"
                     "\xC4\xB1\xC3\xA9"),
            "ASI\xC3\xA9");
}

TEST(Utf8, ReplacesEachBadByte) {
  EXPECT_EQ(to_utf8("a\xFF\xE2\x80z"), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace dockgate::dockerfile
