#include "text/path.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(Path, NormalizeNeverLeavesTheRoot) {
  EXPECT_EQ(normalize("./a//b/../c/"), "a/c");
  EXPECT_EQ(normalize("/a"), "a");
  EXPECT_EQ(normalize(""), "");
  for (const char* path : {"", "a", "a/b.c", "a/..b/c"}) EXPECT_TRUE(is_normal(path)) << path;
  for (const char* path : {"/", "/a", "a/", "a//b", ".", "a/..", "./a"})
    EXPECT_FALSE(is_normal(path)) << path;
  EXPECT_EQ(normalize(".."), std::nullopt);
  EXPECT_EQ(normalize("a/../../b"), std::nullopt);
}

TEST(Path, Parts) {
  EXPECT_EQ(join("a", "b"), "a/b");
  EXPECT_EQ(join("a/", "b"), "a/b");
  EXPECT_EQ(join("a", "/b"), "/b");
  EXPECT_EQ(join("", "b"), "b");
  EXPECT_EQ(parent("a/b/c"), "a/b");
  EXPECT_EQ(parent("a"), "");
  EXPECT_EQ(file_name("a/b"), "b");
  EXPECT_TRUE(is_below("a/b", "a"));
  EXPECT_TRUE(is_below("a", "a"));
  EXPECT_FALSE(is_below("ab", "a"));
  EXPECT_TRUE(is_below("x", ""));
}

TEST(Path, SeenFromAFolder) {
  EXPECT_EQ(relative_to("a/b/c", "a"), "b/c");
  EXPECT_EQ(relative_to("./a/../b", ""), "b");
  EXPECT_EQ(relative_to("../x/y", "../x"), "y");
  EXPECT_EQ(relative_to("/a/b", "/a"), "b");
  EXPECT_EQ(relative_to("ab/c", "a"), std::nullopt);
  EXPECT_EQ(relative_to("a", "a"), std::nullopt);
  EXPECT_EQ(relative_to("../x", ""), std::nullopt);
  EXPECT_EQ(relative_to("/a/b", "a"), std::nullopt);
}

}  // namespace
}  // namespace dockgate::text
