#include "build/interpolate.hpp"

#include <gtest/gtest.h>

namespace dockgate::build {
namespace {

TEST(Interpolate, Forms) {
  const Variables variables{{"A", "1"}, {"E", ""}};
  const struct {
    const char *text, *expected;
  } cases[] = {
      {"x$A-${A}", "x1-1"}, {"$$A", "$A"},       {"${U:-d}", "d"},
      {"${E:-d}", "d"},     {"${E-d}", ""},      {"${A:+y}", "y"},
      {"${U+y}", ""},       {"${U:-${A}}", "1"}, {"${A:?no}", "1"},
      {"${U:-a:b}", "a:b"}, {"a$", "a$"},        {"${}", "${}"},
      {"${A", "${A"},       {"$1", "$1"},        {"${U:-${V:-deep}}x", "deepx"},
  };
  for (const auto& c : cases) EXPECT_EQ(interpolate(c.text, variables).text, c.expected) << c.text;
  EXPECT_EQ(interpolate("$U/${V}/${W:?w}", variables).missing, (std::vector<std::string>{"U", "V", "W"}));
  EXPECT_TRUE(interpolate("${U:-x}", variables).missing.empty());
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "${X:-";
  EXPECT_EQ(interpolate(deep, variables).text, deep);
}

TEST(Interpolate, Dotenv) {
  const auto out = read_dotenv("# c\nA=1\nexport B = two # note\nC=\"x ${A}\"\nD='$A'\nE=a#b\nF\nG=\r\n=x\n");
  EXPECT_EQ(out, (Variables{{"A", "1"}, {"B", "two"}, {"C", "x 1"}, {"D", "$A"}, {"E", "a#b"}, {"G", ""}}));
}

TEST(Interpolate, Commands) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_command("python -m 'my app' \"a \\\"b\" c\\ d ''"),
            (Words{"python", "-m", "my app", "a \"b", "c d", ""}));
  EXPECT_EQ(split_command("  "), Words{});
}

}  // namespace
}  // namespace dockgate::build
