// Patterns as regular expressions match what the patterns match.
#include "policy/patterns.hpp"

#include <regex>

#include <gtest/gtest.h>

#include "text/glob.hpp"

namespace dockgate::policy {
namespace {

constexpr std::string_view texts[] = {
    "",
    "docker.io",
    "docker.io/library/python",
    "docker.io/library/pythons",
    "docker.io/library/python/x",
    "docker.io/nvidia/cuda",
    "ghcr.io/org/a",
    "ghcr.io/org/b",
    "ghcr.io/org/c",
    "ghcr.io/org/sub/a",
    "ghcrxio/org/a",
    "mirror.example.com/a/b/c",
    "a+b",
    "a(b",
    "a]b",
    "a^b",
    "a[b",
    "a*b",
};

TEST(Patterns, GlobsAsExpressionsMatchTheSame) {
  int matched = 0;
  for (const std::string_view glob : {"**",
                                      "*",
                                      "docker.io/**",
                                      "**/python",
                                      "docker.io/library/python*",
                                      "docker.io/*/cuda",
                                      "ghcr.io/org/{a,b}",
                                      "ghcr.io/{org,org/sub}/a",
                                      "ghcr.io/org/[ab]",
                                      "ghcr.io/org/[!ab]",
                                      "ghcr.io/org/[a-c]",
                                      "g?cr.io/org/a",
                                      "a+b",
                                      "a(b",
                                      "a[]]b",
                                      "a[+(]b",
                                      "a[!+(]b",
                                      "a[b",
                                      "a\\*b",
                                      "mirror.example.com/**/c",
                                      "{a,docker.io}"}) {
    const std::regex expression(glob_as_regex(glob));
    for (const std::string_view text : texts) {
      const bool wanted = text::glob_match(glob, text);
      matched += wanted ? 1 : 0;
      EXPECT_EQ(std::regex_match(std::string(text), expression), wanted) << glob << " on " << text;
    }
  }
  EXPECT_GT(matched, 40);
}

TEST(Patterns, NamesCoverWhatLiesBelow) {
  for (const std::string_view pattern :
       {"docker.io", "docker.io/library/python", "ghcr.io/org/", "ghcr.io/*/a"}) {
    const std::regex expression(pattern_as_regex(pattern));
    for (const std::string_view text : texts)
      EXPECT_EQ(std::regex_search(std::string(text), expression), pattern_matches(pattern, text))
          << pattern << " on " << text;
  }
  EXPECT_TRUE(pattern_matches("docker.io", "docker.io/library/python"));
  EXPECT_FALSE(pattern_matches("docker.io/library/python", "docker.io/library/pythons"));
}

TEST(Patterns, NamesWithoutAHostAreDockerHubs) {
  EXPECT_EQ(with_registry("python"), "docker.io/library/python");
  EXPECT_EQ(with_registry("nvidia/cuda"), "docker.io/nvidia/cuda");
  EXPECT_EQ(with_registry("localhost/a"), "localhost/a");
  EXPECT_EQ(with_registry("registry.example.com:5000/a"), "registry.example.com:5000/a");
}

}  // namespace
}  // namespace dockgate::policy
