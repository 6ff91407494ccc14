#include "build/shell_pattern.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::build {
namespace {

ShellPattern pattern(const std::string& text, bool greedy = true) {
  return *ShellPattern::compile(text, greedy);
}

TEST(ShellPattern, TakesOffPrefixAndSuffix) {
  EXPECT_EQ(pattern("*/", false).without_prefix("a/b/c"), "b/c");
  EXPECT_EQ(pattern("*/", true).without_prefix("a/b/c"), "c");
  EXPECT_EQ(pattern(".*", false).without_suffix("m.tar.gz"), "m.tar");
  EXPECT_EQ(pattern(".*", true).without_suffix("m.tar.gz"), "m");
  EXPECT_EQ(pattern("x").without_prefix("abc"), "abc");
  EXPECT_EQ(pattern("").without_suffix("abc"), "abc");
  EXPECT_EQ(pattern("*").without_prefix("one\ntwo"), "\ntwo") << "a star stays in its line";
  EXPECT_EQ(pattern("?").without_suffix("größé"), "größ");
}

TEST(ShellPattern, Replaces) {
  EXPECT_EQ(pattern("b*").replace_first("abcabc", "X"), "aX");
  EXPECT_EQ(pattern("b").replace_first("abcabc", "$0"), "a$0cabc") << "no groups in the single form";
  EXPECT_EQ(pattern("b").replace_all("abcabc", "<$0>"), "a<b>ca<b>c");
  EXPECT_EQ(pattern("b").replace_all("ab", "$$x$name"), "a$x");
  EXPECT_EQ(pattern("").replace_all("ab", "-"), "-a-b-");
  EXPECT_EQ(pattern("*").replace_all("ab", "-"), "-") << "an empty match behind a match does not count";
  EXPECT_EQ(pattern("z").replace_all("ab", "-"), "ab");
}

TEST(ShellPattern, Escapes) {
  EXPECT_EQ(pattern("\\*").without_prefix("*a"), "a");
  EXPECT_EQ(pattern("\\*").without_prefix("ba"), "ba");
  EXPECT_EQ(pattern("\\/").without_prefix("/a"), "a");
  EXPECT_EQ(pattern("[a]").without_prefix("[a]b"), "b") << "brackets are text";
  EXPECT_FALSE(ShellPattern::compile("\\x", true));
  EXPECT_FALSE(ShellPattern::compile("x\\", true));
}

TEST(ShellPattern, RefusesWhatCostsTooMuch) {
  std::string stars;
  for (int i = 0; i < 3000; ++i) stars += "*a";
  const std::string value(100000, 'a');
  EXPECT_EQ(pattern(stars + "b").without_prefix(value), std::nullopt);
  EXPECT_EQ(pattern("*a*a*b").without_prefix(value), value);
}

}  // namespace
}  // namespace dockgate::build
