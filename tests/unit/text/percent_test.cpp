#include "text/percent.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(PercentEncoded, LeavesUnreservedCharactersAlone) {
  EXPECT_EQ(percent_encoded("azAZ09-._~"), "azAZ09-._~");
  EXPECT_EQ(percent_encoded("refs/pr/1 ä"), "refs%2Fpr%2F1%20%C3%A4");
  EXPECT_EQ(percent_encoded("a/b c", true), "a/b%20c");
  EXPECT_EQ(percent_encoded(std::string_view("%\0\x7f", 3)), "%25%00%7F");
  EXPECT_EQ(percent_encoded(""), "");
}

}  // namespace
}  // namespace dockgate::text
