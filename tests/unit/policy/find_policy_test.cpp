#include "policy/find_policy.hpp"

#include "support.hpp"
#include "text/file_trees.hpp"

namespace dockgate::policy {
namespace {

TEST(FindPolicy, TakesTheNearestUpward) {
  const PolicyFinder finder(text::memory_files(
      {{".dockgate.yaml", "schema: 1\n"}, {"a/b/.dockgate.yml", "schema: 1\n"}, {"a/b/c/Dockerfile", ""}}));
  EXPECT_EQ(finder.find("a/b/c/Dockerfile").policy->title(), "a/b/.dockgate.yml");
  EXPECT_EQ(finder.find("a/Dockerfile").policy->title(), ".dockgate.yaml");
  EXPECT_EQ(finder.find("Dockerfile").policy->title(), ".dockgate.yaml");
  EXPECT_EQ(finder.find("a/x/Dockerfile").policy, finder.find("a/Dockerfile").policy);  // read once
}

TEST(FindPolicy, FallsBackToTheBuiltInOneOnlyWithoutAFile) {
  const FoundPolicy none = find_policy(text::memory_files({{"a/Dockerfile", ""}}), "a/Dockerfile");
  EXPECT_EQ(none.policy->title(), "builtin:recommended");
  EXPECT_EQ(none.reason, "no policy file stands above it");

  const FoundPolicy broken = find_policy(
      text::memory_files({{"a/.dockgate.yaml", "schema: 9\n"}, {".dockgate.yaml", "schema: 1\n"}}),
      "a/Dockerfile");
  EXPECT_EQ(broken.policy, nullptr);
  EXPECT_EQ(told(broken.problems), Told{"1:9 has to be 1: this version reads policies of `schema: 1` only"});
}

TEST(FindPolicy, SaysThatAFolderIsNoPolicy) {
  const FoundPolicy found = find_policy(text::memory_files({{".dockgate.yaml/x", ""}}), "Dockerfile");
  EXPECT_EQ(found.policy, nullptr);
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_NE(found.problems[0].message.find("cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace dockgate::policy
