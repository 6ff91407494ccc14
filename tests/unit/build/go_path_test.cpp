#include "build/go_path.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::build {
namespace {

TEST(GoPath, Cleans) {
  const struct {
    const char *path, *clean;
  } cases[] = {
      {"", "."},       {".", "."},       {"./a", "a"},           {"a//b/", "a/b"},
      {"a/../b", "b"}, {"../a", "../a"}, {"a/../..", ".."},      {"/../a", "/a"},
      {"/", "/"},      {"a/.", "a"},     {"../../x", "../../x"},
  };
  for (const auto& c : cases) EXPECT_EQ(clean_path(c.path), c.clean) << c.path;
}

TEST(GoPath, Matches) {
  const struct {
    const char *pattern, *text;
    bool matches;
  } cases[] = {
      {"*.py", "a.py", true},  {"*.py", "a/b.py", false},
      {"a?c", "abc", true},    {"a?c", "a/c", false},
      {"[a-c]x", "bx", true},  {"[^a-c]x", "bx", false},
      {"[^a-c]x", "dx", true}, {"[!a]x", "!x", true},
      {"\\*", "*", true},      {"\\*", "a", false},
      {"[\\]]", "]", true},    {"*a*b", "xaxxab", true},
      {"a*", "a", true},       {"", "", true},
      {"*", "", true},         {"{a,b}", "a", false},
      {"?", "ä", true},        {"[ä-ö]", "ü", false},
      {"[ä-ü]", "ö", true},    {"**", "ab", true},
      {"[", "[", false},       {"a[", "a", false},
      {"[]a]", "]", false},    {"[-]", "-", false},
      {"\\", "\\", false},     {"*/b", "a/b", true},
      {"a*/b", "abc/b", true},
  };
  for (const auto& c : cases)
    EXPECT_EQ(match_path(c.pattern, c.text), c.matches) << c.pattern << " " << c.text;
}

TEST(GoPath, HostilePatternsStayCheap) {
  std::string pattern, text(20000, 'a');
  for (int i = 0; i < 2000; ++i) pattern += "*a";
  EXPECT_FALSE(match_path(pattern + "b", text));
}

TEST(GoPath, SeesWildcards) {
  EXPECT_TRUE(has_wildcard("a*"));
  EXPECT_TRUE(has_wildcard("a[b"));
  EXPECT_FALSE(has_wildcard("a\\*"));
  EXPECT_EQ(unescape_pattern("a\\*b\\[c"), "a*b[c");
}

}  // namespace
}  // namespace dockgate::build
