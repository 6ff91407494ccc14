#include "lint/git_ignore.hpp"

#include <gtest/gtest.h>

namespace dockgate::lint {
namespace {

using Decision = std::optional<bool>;

TEST(GitIgnore, MatchesNamesAtAnyDepth) {
  const GitIgnore ignore("", "build\n*.tmp\n");
  EXPECT_EQ(ignore.decides("build", true), Decision(true));
  EXPECT_EQ(ignore.decides("a/b/build", false), Decision(true));
  EXPECT_EQ(ignore.decides("a/x.tmp", false), Decision(true));
  EXPECT_EQ(ignore.decides("a/builds", true), std::nullopt);
}

TEST(GitIgnore, AnchorsPatternsWithASlash) {
  const GitIgnore ignore("", "/out\ndocs/*.html\na/**/z\n");
  EXPECT_EQ(ignore.decides("out", true), Decision(true));
  EXPECT_EQ(ignore.decides("x/out", true), std::nullopt);
  EXPECT_EQ(ignore.decides("docs/a.html", false), Decision(true));
  EXPECT_EQ(ignore.decides("x/docs/a.html", false), std::nullopt);
  EXPECT_EQ(ignore.decides("docs/b/a.html", false), std::nullopt);
  EXPECT_EQ(ignore.decides("a/z", false), Decision(true));
  EXPECT_EQ(ignore.decides("a/b/c/z", false), Decision(true));
}

TEST(GitIgnore, LastPatternWinsAndCanTakeBack) {
  const GitIgnore ignore("", "Dockerfile*\n!Dockerfile.gpu\n");
  EXPECT_EQ(ignore.decides("Dockerfile.cpu", false), Decision(true));
  EXPECT_EQ(ignore.decides("a/Dockerfile.gpu", false), Decision(false));
}

TEST(GitIgnore, KnowsFolderOnlyPatternsCommentsAndEscapes) {
  const GitIgnore ignore("", "# comment\r\ntmp/\r\n\\#x\n\\!y\ntrailing   \nkept\\ \n");
  EXPECT_EQ(ignore.decides("tmp", true), Decision(true));
  EXPECT_EQ(ignore.decides("tmp", false), std::nullopt);
  EXPECT_EQ(ignore.decides("# comment", false), std::nullopt);
  EXPECT_EQ(ignore.decides("#x", false), Decision(true));
  EXPECT_EQ(ignore.decides("!y", false), Decision(true));
  EXPECT_EQ(ignore.decides("trailing", false), Decision(true));
  EXPECT_EQ(ignore.decides("kept ", false), Decision(true));
}

TEST(GitIgnore, HoldsBelowItsFolder) {
  const GitIgnore ignore("services", "/api\n");
  EXPECT_EQ(ignore.decides("services/api", true), Decision(true));
  EXPECT_EQ(ignore.decides("services/x/api", true), std::nullopt);
}

TEST(GitIgnore, TakesBracesAsTheyAre) {
  const GitIgnore ignore("", "a{b,c}\n");
  EXPECT_EQ(ignore.decides("ab", false), std::nullopt);
  EXPECT_EQ(ignore.decides("a{b,c}", false), Decision(true));
}

}  // namespace
}  // namespace dockgate::lint
