#include "text/glob.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(Glob, MatchesPathPatterns) {
  EXPECT_TRUE(glob_match("a/b", "a/b"));
  EXPECT_FALSE(glob_match("a/b", "a/bc"));
  EXPECT_TRUE(glob_match("*.py", "x.py"));
  EXPECT_FALSE(glob_match("*.py", "a/x.py"));
  EXPECT_TRUE(glob_match("**/*.py", "x.py"));
  EXPECT_TRUE(glob_match("**/*.py", "a/b/x.py"));
  EXPECT_TRUE(glob_match("services/**", "services/a/b"));
  EXPECT_FALSE(glob_match("services/**", "services"));
  EXPECT_TRUE(glob_match("a/**/b", "a/b"));
  EXPECT_TRUE(glob_match("a/**/b", "a/x/y/b"));
  EXPECT_FALSE(glob_match("a/**/b", "a/xb"));
  EXPECT_FALSE(glob_match("**/b", "ab"));
  EXPECT_TRUE(glob_match("a?c", "abc"));
  EXPECT_FALSE(glob_match("a?c", "a/c"));
  EXPECT_TRUE(glob_match("[a-c]x", "bx"));
  EXPECT_FALSE(glob_match("[!a-c]x", "bx"));
  EXPECT_TRUE(glob_match("[]x]", "]"));
  EXPECT_TRUE(glob_match("[x", "[x"));
  EXPECT_TRUE(glob_match("\\*", "*"));
  EXPECT_FALSE(glob_match("\\*", "x"));
  EXPECT_TRUE(glob_match("", ""));
  EXPECT_FALSE(glob_match("", "a"));
  EXPECT_TRUE(glob_match("**", ""));
}

TEST(Glob, ExpandsBraces) {
  EXPECT_TRUE(glob_match("ghcr.io/{a,b}/**", "ghcr.io/b/x/y"));
  EXPECT_FALSE(glob_match("ghcr.io/{a,b}/**", "ghcr.io/c/x"));
  EXPECT_TRUE(glob_match("{a,b}{c,d}", "bc"));
  EXPECT_TRUE(glob_match("**/{a,b}", "b"));
  EXPECT_TRUE(glob_match("{open", "{open"));
}

TEST(Glob, ManyStarsStayFast) {
  std::string pattern, text(5000, 'a');
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(glob_match(pattern + "b", text));
  std::string braces;
  for (int i = 0; i < 40; ++i) braces += "{a,b}";
  EXPECT_FALSE(glob_match(braces, "c"));
}

}  // namespace
}  // namespace dockgate::text
