#include "fix/patch.hpp"

#include <gtest/gtest.h>

namespace dockgate::fix {
namespace {

std::string lines(int from, int to) {
  std::string out;
  for (int i = from; i <= to; ++i) out += std::to_string(i) + "\n";
  return out;
}

TEST(Patch, IsEmptyForEqualTexts) {
  EXPECT_EQ(patch("a", "x\n", "x\n"), "");
}

TEST(Patch, ShowsThreeLinesAround) {
  EXPECT_EQ(patch("a/Dockerfile", lines(1, 9), lines(1, 4) + "five\n" + lines(6, 9)),
            "--- a/a/Dockerfile\n+++ b/a/Dockerfile\n"
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(Patch, ChangesNearOneAnotherShareAHunk) {
  const std::string near = patch("a", lines(1, 20), "x\n" + lines(1, 6) + "y\n" + lines(7, 20));
  EXPECT_NE(near.find("@@ -1,9 +1,11 @@\n+x\n 1\n"), std::string::npos) << near;
  const std::string far = patch("a", lines(1, 20), "x\n" + lines(1, 12) + lines(14, 20));
  EXPECT_NE(far.find("@@ -1,3 +1,4 @@\n"), std::string::npos) << far;
  EXPECT_NE(far.find("@@ -10,7 +11,6 @@\n 10\n 11\n 12\n-13\n 14\n"), std::string::npos) << far;
}

TEST(Patch, SaysWhereTheLastLineHasNoEnd) {
  EXPECT_EQ(patch("a", "x", "y\n"), "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n");
  EXPECT_EQ(patch("a", "x\ny", "z\ny"),
            "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-x\n+z\n y\n\\ No newline at end of file\n");
  EXPECT_EQ(patch("a", "", "y\n"), "--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+y\n");
  EXPECT_EQ(patch("a", "y\n", ""), "--- a/a\n+++ b/a\n@@ -1 +0,0 @@\n-y\n");
}

TEST(Patch, KeepsEveryByte) {
  EXPECT_EQ(patch("a", "\xEF\xBB\xBFx\r\ny\r\n", "\xEF\xBB\xBFx\r\nz\x1b\r\n"),
            "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n \xEF\xBB\xBFx\r\n-y\r\n+z\x1b\r\n");
}

TEST(Patch, QuotesNamesAsGitDoes) {
  const auto head = [](std::string_view path) {
    const std::string whole = patch(path, "x\n", "y\n");
    return whole.substr(0, whole.find("@@"));
  };
  EXPECT_EQ(head("a b"), "--- a/a b\t\n+++ b/a b\t\n");
  EXPECT_EQ(head("\xC3\xA9\"\\\t"), "--- \"a/\\303\\251\\\"\\\\\\011\"\n+++ \"b/\\303\\251\\\"\\\\\\011\"\n");
}

TEST(Patch, ManyChangesAreReplacedAsAWhole) {
  std::string before, after;
  for (int i = 0; i < 3000; ++i) {  // more pairs of lines than are compared
    before += "a" + std::to_string(i) + "\nsame\n";
    after += "b" + std::to_string(i) + "\nsame\n";
  }
  const std::string all = patch("a", before, after);
  EXPECT_NE(all.find("@@ -1,6000 +1,6000 @@\n"), std::string::npos);
}

}  // namespace
}  // namespace dockgate::fix
