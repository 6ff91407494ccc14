#include "text/glob.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

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

TEST(Glob, AgreesWithAPlainReadingOfItsRules) {
  // Every text of up to four letters against every pattern of up to four, by trying all that a star may take.
  const std::function<bool(std::string_view, std::string_view)> plain = [&](std::string_view p,
                                                                            std::string_view t) {
    if (p.empty()) return t.empty();
    if (p.starts_with("**")) {
      for (std::size_t n = 0; n <= t.size(); ++n)
        if (plain(p.substr(2), t.substr(n))) return true;
      return false;
    }
    if (p[0] == '*') {
      for (std::size_t n = 0; n <= t.size(); ++n) {
        if (plain(p.substr(1), t.substr(n))) return true;
        if (n < t.size() && t[n] == '/') break;
      }
      return false;
    }
    return !t.empty() && (p[0] == t[0] || (p[0] == '?' && t[0] != '/')) && plain(p.substr(1), t.substr(1));
  };
  const auto all = [](std::string_view letters) {
    std::vector<std::string> out{""};
    for (std::size_t from = 0, length = 0; length < 4; ++length) {
      const std::size_t end = out.size();
      for (; from < end; ++from) {
        for (const char c : letters) out.push_back(out[from] + c);
      }
    }
    return out;
  };
  const std::vector<std::string> texts = all("ab/");
  for (const std::string& pattern : all("ab/*?")) {
    if (pattern.find("**/") != std::string::npos) continue;
    for (const std::string& text : texts) {
      const bool expected = plain(pattern, text);
      ASSERT_EQ(glob_match(pattern, text), expected) << pattern << " on " << text;
      ASSERT_EQ(glob_match("{x," + pattern + "}", text), expected) << pattern << " on " << text;
    }
  }
  EXPECT_TRUE(glob_match("{python,pypy}{,2,3,[23].*}", "python3.12"));
  EXPECT_FALSE(glob_match("{python,pypy}{,2,3,[23].*}", "python4"));
  std::string many;
  for (int i = 0; i < 40; ++i) many += "{,a}";
  glob_match(many + "b", std::string(30, 'a'));  // ends
}

}  // namespace
}  // namespace dockgate::text
