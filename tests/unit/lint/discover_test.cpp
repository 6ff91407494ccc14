#include "lint/discover.hpp"

#include <gtest/gtest.h>

#include "text/file_trees.hpp"

namespace dockgate::lint {
namespace {

std::vector<std::string> paths(const Discovered& found) {
  std::vector<std::string> out;
  for (const LintInput& input : found.inputs) out.push_back(input.path);
  return out;
}

using Paths = std::vector<std::string>;

TEST(Discover, SearchesAFolder) {
  const auto tree = text::memory_files({{"Dockerfile", "FROM a\n"},
                                        {"gpu/Dockerfile.gpu", "FROM a\n"},
                                        {"b/c/api.dockerfile", "ARG X\nFROM a\n"},
                                        {"Dockerfile.py", "import docker\n"},
                                        {"Dockerfile.j2", "FROM {{ a }}\n"},
                                        {".git/Dockerfile", "FROM a\n"},
                                        {"node_modules/x/Dockerfile", "FROM a\n"},
                                        {"README.md", "FROM a\n"}});
  const Discovered found = discover(tree, "");
  EXPECT_EQ(paths(found), (Paths{"Dockerfile", "b/c/api.dockerfile", "gpu/Dockerfile.gpu"}));
  ASSERT_EQ(found.skipped.size(), 2u);
  EXPECT_EQ(found.skipped[0].first, "Dockerfile.j2");
  EXPECT_EQ(found.skipped[1].first, "Dockerfile.py");
  EXPECT_TRUE(found.not_judged.empty());
}

TEST(Discover, HonoursGitIgnoreAtEveryLevel) {
  const auto tree = text::memory_files({{".gitignore", "old/\nDockerfile.local\n"},
                                        {"old/Dockerfile", "FROM a\n"},
                                        {"Dockerfile.local", "FROM a\n"},
                                        {"a/.gitignore", "!Dockerfile.local\n/sub\n"},
                                        {"a/Dockerfile.local", "FROM a\n"},
                                        {"a/sub/Dockerfile", "FROM a\n"},
                                        {"b/sub/Dockerfile", "FROM a\n"}});
  EXPECT_EQ(paths(discover(tree, "")), (Paths{"a/Dockerfile.local", "b/sub/Dockerfile"}));
  EXPECT_EQ(paths(discover(tree, "a")), (Paths{"a/Dockerfile.local"}));
}

TEST(Discover, JudgesANamedFileWhateverIgnoresIt) {
  const auto tree = text::memory_files({{".gitignore", "*\n"}, {"odd.name", "FROM a\n"}});
  EXPECT_EQ(paths(discover(tree, "odd.name")), (Paths{"odd.name"}));
}

TEST(Discover, SaysWhyANamedFileCannotBeJudged) {
  const auto tree = text::memory_files({{"app.py", "import os\n"}});
  const Discovered python = discover(tree, "app.py");
  ASSERT_EQ(python.not_judged.size(), 1u);
  EXPECT_EQ(python.not_judged[0].file, "app.py");
  const Discovered missing = discover(tree, "Dockerfile");
  ASSERT_EQ(missing.not_judged.size(), 1u);
  EXPECT_EQ(missing.not_judged[0].reason, to_string(FileError::missing));
  EXPECT_EQ(discover(tree, "../x").not_judged.size(), 1u);
}

TEST(Discover, NormalisesPaths) {
  const auto tree = text::memory_files({{"a/Dockerfile", "FROM a\n"}});
  EXPECT_EQ(paths(discover(tree, "./a/../a/Dockerfile")), (Paths{"a/Dockerfile"}));
  EXPECT_EQ(paths(discover(tree, "a/")), (Paths{"a/Dockerfile"}));
}

}  // namespace
}  // namespace dockgate::lint
