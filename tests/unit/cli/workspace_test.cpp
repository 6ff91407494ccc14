#include "cli/workspace.hpp"

#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

#include "cli/prepare.hpp"

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;

class WorkspaceTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) / "dockgate_workspace_test";
    fs::remove_all(root_);
    fs::create_directories(root_ / "work" / "a");
    fs::create_directories(root_ / "other" / ".git");
    fs::create_directories(root_ / "other" / "docker");
    std::ofstream(root_ / "work" / "a" / "Dockerfile") << "FROM a\n";
    std::ofstream(root_ / "other" / "docker" / "Dockerfile") << "FROM b\n";
  }
  void TearDown() override { fs::remove_all(root_); }
  fs::path root_;
};

TEST_F(WorkspaceTest, ShellCheckIsGotReadyWhereAPolicyMayAskForIt) {
  Workspace workspace((root_ / "work").string());
  Options options;
  options.command = Command::check;
  const auto may = [&] { return may_ask_shellcheck(options, workspace); };
  EXPECT_TRUE(may()) << "any policy may stand in a folder";
  options.paths = {"a"};
  EXPECT_TRUE(may());
  options.paths = {"a/Dockerfile"};
  EXPECT_FALSE(may()) << "the built-in policy does not ask";
  options.rule_levels = {{"shell/shellcheck", "warning"}};
  EXPECT_TRUE(may());
  options.rule_levels = {{"SC2086", "error"}};
  EXPECT_TRUE(may());
  options.rule_levels.clear();
  options.policy = "builtin:hadolint";
  EXPECT_TRUE(may());
  options.rule_levels = {{"shell/shellcheck", "off"}};
  EXPECT_FALSE(may());
  options.rule_levels.clear();
  options.policy = "some.yaml";
  EXPECT_TRUE(may());
  options.policy.clear();
  std::ofstream(root_ / "work" / ".hadolint.yaml") << "ignored: []\n";
  EXPECT_TRUE(may()) << "a policy above the file";
  options.paths = {"../other/docker/Dockerfile"};
  EXPECT_FALSE(may()) << "which is not above this one";
  options.command = Command::hadolint;
  EXPECT_TRUE(may());
}

TEST_F(WorkspaceTest, TheWorkingFolderIsOneTree) {
  Workspace workspace((root_ / "work").string());
  for (const std::string& path :
       std::vector<std::string>{"a/Dockerfile", "./a//Dockerfile", (root_ / "work/a/Dockerfile").string()}) {
    const Located place = workspace.locate(path);
    EXPECT_EQ(place.tree, workspace.tree());
    EXPECT_EQ(place.path, "a/Dockerfile");
    EXPECT_EQ(place.tree->display_path(place.path), "a/Dockerfile");
  }
  EXPECT_EQ(workspace.locate(".").path, "");
  EXPECT_EQ(workspace.locate("a/").path, "a");
}

TEST_F(WorkspaceTest, WhatLiesOutsideBelongsToItsRepository) {
  Workspace workspace((root_ / "work").string());
  const Located place = workspace.locate("../other/docker/Dockerfile");
  EXPECT_EQ(place.path, "docker/Dockerfile");
  EXPECT_EQ(place.tree->display_path(place.path), "../other/docker/Dockerfile");
  EXPECT_TRUE(place.tree->read(place.path));
  EXPECT_EQ(workspace.locate((root_ / "other").string()).tree, place.tree);
}

TEST_F(WorkspaceTest, AFolderCanBeATreeOfItsOwn) {
  Workspace workspace((root_ / "work").string());
  const auto tree = workspace.folder("a");
  const auto source = tree->read("Dockerfile");
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->path(), "a/Dockerfile");
}

}  // namespace
}  // namespace dockgate::cli
