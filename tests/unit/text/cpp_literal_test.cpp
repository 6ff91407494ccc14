#include "text/cpp_literal.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(CppLiteral, HoldsAnyBytesInAscii) {
  EXPECT_EQ(cpp_literal(""), R"("")");
  EXPECT_EQ(cpp_literal("a\"b\\c\nd\te"), R"("a\"b\\c\nd\011e")");
  EXPECT_EQ(cpp_literal("?\?/"), R"("\?\?/")");
  EXPECT_EQ(cpp_literal("\xc3\xa9"
                        "1"),
            R"("\303\2511")");
  EXPECT_EQ(cpp_literal(std::string_view("\0x", 2)), R"("\000x")");
}

}  // namespace
}  // namespace dockgate::text
