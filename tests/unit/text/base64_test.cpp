#include "text/base64.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(Base64, BothWays) {
  for (const std::string& text : {std::string(), std::string("a"), std::string("ab"), std::string("abc"),
                                  std::string("u:p"), std::string("\0\xff\x80", 3)})
    EXPECT_EQ(decode_base64(encode_base64(text)), text);
  EXPECT_EQ(encode_base64("user:pass"), "dXNlcjpwYXNz");
  EXPECT_EQ(decode_base64("dXNlcg"), "user");
  EXPECT_FALSE(decode_base64("a"));
  EXPECT_FALSE(decode_base64("a b="));
  EXPECT_FALSE(decode_base64("YQ==YQ"));
  EXPECT_EQ(decode_base64("-_8="), decode_base64("+/8="));
  EXPECT_EQ(decode_base64("dXNl\r\ncg=="), "user");
}

}  // namespace
}  // namespace dockgate::text
