#include "build/ignore_file.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::build {
namespace {

struct Case {
  const char *patterns, *path;
  bool ignored;
};

TEST(IgnoreFile, Matches) {
  const Case cases[] = {
      {"a", "a", true},
      {"a", "a/b/c", true},  // a parent that is left out
      {"a", "b/a", false},   // anchored at the root
      {"/a", "a", true},
      {"a/", "a/x", true},
      {"./a/../b", "b", true},
      {"*.pyc", "x.pyc", true},
      {"*.pyc", "d/x.pyc", false},
      {"*/*.pyc", "d/x.pyc", true},
      {"**/*.pyc", "x.pyc", true},
      {"**/*.pyc", "a/b/c/x.pyc", true},
      {"**", "anything/at/all", true},
      {"*", "a/b", true},
      {"**/foo", "foo", true},
      {"**/foo", "a/foo", true},
      {"**/foo", "a/xfoo", false},
      {"**foo", "xfoo", true},  // a quirk of the library: only the ending is looked at
      {"a/**", "a/b/c", true},
      {"a/**", "a", false},
      {"a**", "ab/c", true},
      {"a/**/z", "a/z", true},
      {"a/**/z", "a/b/c/z", true},
      {"a/**/z", "ab/z", false},
      {"a?", "ab", true},
      {"a?", "a/", false},
      {"[ab]c", "bc", true},
      {"[^ab]c", "bc", false},
      {"[a-c].txt", "b.txt", true},
      {"a\\*", "a*", true},
      {"\\a", "a", false},  // the regular expression that the library makes of it means the bell
      {"x\\d", "x7", true},
      {"x\\D", "xy", true},
      {"x\\.y", "x.y", true},
      {"[^a]", "/a", true},  // "/" is a parent of "/a" for the library
      {"[^a]", "/a/b", false},
      {"a\\*", "ab", false},
      {"a.b", "axb", false},
      {"(a)+$", "(a)+$", true},
      {"../x", "x", false},
      {"#a\n", "#a", false},  // a comment
      {" # a", "# a", true},  // only in the first column
      {"\xEF\xBB\xBF"
       "a",
       "a", true},
      {"a \r\n", "a", true},
      {"", "a", false},
  };
  for (const auto& c : cases)
    EXPECT_EQ(IgnoreFile(c.patterns).ignores(c.path), c.ignored) << c.patterns << " | " << c.path;
}

TEST(IgnoreFile, ExceptionsComeBackInOrder) {
  const Case cases[] = {
      {"*\n!app", "app", false},
      {"*\n!app", "app/main.py", false},
      {"*\n!app", "other", true},
      {"*\n!app\napp/secret", "app/secret", true},
      {"*\n!app\napp/secret", "app/main.py", false},
      {"a\n!a/b", "a/b", false},
      {"a\n!a/b", "a/c", true},
      {"!a\na", "a", true},
      {"docs\n!docs/*.md\ndocs/x.md", "docs/y.md", false},
      {"docs\n!docs/*.md\ndocs/x.md", "docs/x.md", true},
      {"*.md\n! README.md", "README.md", false},
  };
  for (const auto& c : cases)
    EXPECT_EQ(IgnoreFile(c.patterns).ignores(c.path), c.ignored) << c.patterns << " | " << c.path;
  EXPECT_TRUE(IgnoreFile("*\n!a").has_exceptions());
  EXPECT_FALSE(IgnoreFile("*\n#!a").has_exceptions());
}

TEST(IgnoreFile, NeverIgnoresTheRoot) {
  EXPECT_FALSE(IgnoreFile("**").ignores(""));
  EXPECT_FALSE(IgnoreFile("**").ignores("."));
  EXPECT_TRUE(IgnoreFile("**/*").ignores_all_of_root());
  EXPECT_FALSE(IgnoreFile("a/**").ignores_all_of_root());
}

TEST(IgnoreFile, KeepsMalformedPatternsApart) {
  const IgnoreFile ignore("[\na\n!\n");
  EXPECT_EQ(ignore.malformed(), (std::vector<std::string>{"[", "!"}));
  EXPECT_TRUE(ignore.ignores("a"));
}

TEST(IgnoreFile, HostilePatternsStayCheap) {
  std::string pattern;
  for (int i = 0; i < 2000; ++i) pattern += "*a";
  EXPECT_FALSE(IgnoreFile(pattern + "b").ignores(std::string(3000, 'a')));
  std::string stars;
  for (int i = 0; i < 500; ++i) stars += "**/";
  EXPECT_FALSE(IgnoreFile(stars + "b[").ignores("a"));
  EXPECT_TRUE(IgnoreFile(stars + "?").ignores("x/y/z"));
}

}  // namespace
}  // namespace dockgate::build
