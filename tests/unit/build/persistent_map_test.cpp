#include "build/persistent_map.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "build/scope.hpp"

namespace dockgate::build {
namespace {

Variable variable(std::string name, std::string value) {
  Variable out;
  out.name = std::move(name);
  out.value = std::move(value);
  return out;
}

TEST(PersistentMap, FindsAndReplaces) {
  Scope scope;
  EXPECT_TRUE(scope.empty());
  EXPECT_EQ(scope.get("A"), nullptr);
  EXPECT_EQ(scope.find("A"), scope.end());
  scope.set(variable("B", "1"));
  scope.set(variable("A", "2"));
  scope.set(variable("B", "3"));
  EXPECT_EQ(scope.size(), 2u);
  EXPECT_EQ(scope.get("B")->value, "3");
  EXPECT_EQ(scope.find("B")->second.value, "3");
  EXPECT_TRUE(scope.contains("A"));
}

TEST(PersistentMap, GoesInTheOrderOfNames) {
  Scope scope;
  for (int i = 0; i < 500; ++i)
    scope.set(variable("V" + std::to_string(i * 7919 % 500 + 1000), std::to_string(i)));
  EXPECT_EQ(scope.size(), 500u);
  std::vector<std::string> names;
  for (const auto& [name, value] : scope) names.push_back(name);
  EXPECT_EQ(names.size(), 500u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  // Going on from the middle gives the rest.
  std::size_t rest = 0;
  for (auto it = scope.find("V1250"); it != scope.end(); ++it) ++rest;
  EXPECT_EQ(rest, 250u);
}

TEST(PersistentMap, CopiesDoNotSeeLaterChanges) {
  Scope scope;
  std::vector<Scope> snapshots;
  for (int i = 0; i < 20000; ++i) {
    scope.set(variable("V" + std::to_string(i), "x"));
    snapshots.push_back(scope);
  }
  EXPECT_EQ(snapshots[9].size(), 10u);
  EXPECT_EQ(snapshots[9].get("V10"), nullptr);
  EXPECT_NE(snapshots[9].get("V9"), nullptr);
}

TEST(PersistentMap, LowerBound) {
  PersistentMap<int> map;
  for (const char* name : {"/a", "/a/b", "/a-c", "/b"}) map.set(name, 1);
  std::vector<std::string> names;
  for (auto it = map.lower_bound("/a/"); it != map.end(); ++it) names.push_back(it->first);
  EXPECT_EQ(names, (std::vector<std::string>{"/a/b", "/b"}));
  EXPECT_EQ(map.lower_bound("/a")->first, "/a");
  EXPECT_EQ(map.lower_bound("/c"), map.end());
}

}  // namespace
}  // namespace dockgate::build
