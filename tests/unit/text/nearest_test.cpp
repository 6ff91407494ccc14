#include "text/nearest.hpp"

#include <set>

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(Nearest, TakesTheNearestAndAsksEachFolderOnce) {
  const std::set<std::string, std::less<>> files{"a/rules", "a/b/c/rules"};
  std::vector<std::string> asked, loaded;
  const auto file_in = [&](std::string_view folder) -> std::optional<std::string> {
    asked.emplace_back(folder);
    std::string file = join(folder, "rules");
    if (!files.contains(file)) return std::nullopt;
    return file;
  };
  const auto load = [&](const std::string& file) {
    loaded.push_back(file);
    return "says " + file;
  };
  Nearest<std::string> nearest;
  const auto find = [&](std::string_view path) {
    return nearest.find(path, file_in, load, [] { return std::string("none"); });
  };
  EXPECT_EQ(find("a/b/Dockerfile"), "says a/rules");
  EXPECT_EQ(find("a/b/c/Dockerfile"), "says a/b/c/rules");
  EXPECT_EQ(find("a/b/c/d/Dockerfile"), "says a/b/c/rules");
  EXPECT_EQ(find("a/b/Dockerfile.dev"), "says a/rules");
  EXPECT_EQ(find("x/y/Dockerfile"), "none");
  EXPECT_EQ(find("Dockerfile"), "none");
  EXPECT_EQ(asked, (std::vector<std::string>{"a/b", "a", "a/b/c", "a/b/c/d", "x/y", "x", ""}));
  EXPECT_EQ(loaded, (std::vector<std::string>{"a/rules", "a/b/c/rules"}));
}

}  // namespace
}  // namespace dockgate::text
