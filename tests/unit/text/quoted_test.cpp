// String literals of JSON.
#include "text/quoted.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(Quoted, JsonStringsHoldEverything) {
  EXPECT_EQ(json_string("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_string("\n\t\r\x1b\x7f"), R"("\n\t\r\u001b\u007f")");
  EXPECT_EQ(json_string("\xc3\xa9\xff"), "\"\xc3\xa9\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace dockgate::text
