#include "build/persistent_map.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
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

TEST(PersistentMap, IsAMapWhateverIsSharedWithWhom) {
  std::mt19937 random(7);
  using Plain = std::map<std::string, int>;
  std::vector<std::pair<PersistentMap<int>, Plain>> all(1);
  for (int i = 0; i < 20000; ++i) {
    const std::size_t at = random() % all.size();
    if (random() % 8 == 0) {
      // A copy, of which the original may go.
      const auto copy = all[at];
      if (all.size() < 20) {
        all.push_back(copy);
      } else {
        all[random() % all.size()] = copy;
      }
    }
    std::string name = "V" + std::to_string(random() % 200);
    all[at].second[name] = i;
    all[at].first.set(std::move(name), i);
  }
  for (const auto& [map, plain] : all) {
    EXPECT_EQ(map.size(), plain.size());
    EXPECT_TRUE(std::equal(map.begin(), map.end(), plain.begin(), plain.end()));
    for (const auto& [name, value] : plain) EXPECT_EQ(*map.get(name), value);
  }
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
