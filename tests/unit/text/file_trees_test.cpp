#include "text/file_trees.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

namespace fs = std::filesystem;

class DiskTree : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "dockgate-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    top_ = pattern;
    fs::create_directories(top_ / "root/sub");
    write("root/a.txt", "alpha");
    write("root/sub/b.txt", "beta");
    write("secret.txt", "secret");
    fs::create_symlink("sub/b.txt", top_ / "root/inside");
    fs::create_symlink("../secret.txt", top_ / "root/outside");
    fs::create_symlink(top_ / "secret.txt", top_ / "root/absolute");
    fs::create_symlink("loop", top_ / "root/loop");
    fs::create_symlink("sub", top_ / "root/folder");
    tree_ = disk_files((top_ / "root").string(), "shown");
  }
  void TearDown() override { fs::remove_all(top_); }
  void write(const std::string& path, const std::string& bytes) { std::ofstream(top_ / path) << bytes; }

  fs::path top_;
  std::shared_ptr<const FileTree> tree_;
};

TEST_F(DiskTree, ReadsFilesUnderTheirShownPath) {
  const auto file = tree_->read("sub/../a.txt");
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->bytes(), "alpha");
  EXPECT_EQ((*file)->path(), "shown/a.txt");
  EXPECT_EQ(tree_->subtree("sub")->display_path("b.txt"), "shown/sub/b.txt");
}

TEST_F(DiskTree, FollowsLinksOnlyInside) {
  EXPECT_EQ((*tree_->read("inside"))->bytes(), "beta");
  EXPECT_EQ((*tree_->read("folder/b.txt"))->bytes(), "beta");
  EXPECT_EQ(tree_->read("outside").error(), FileError::outside);
  EXPECT_EQ(tree_->read("absolute").error(), FileError::outside);
  EXPECT_EQ(tree_->read("../secret.txt").error(), FileError::outside);
  EXPECT_EQ(tree_->read("loop").error(), FileError::too_many_links);
  EXPECT_EQ(tree_->kind("outside"), std::nullopt);
  EXPECT_EQ(tree_->kind("inside"), EntryKind::file);
  EXPECT_EQ(tree_->kind("folder"), EntryKind::folder);
  EXPECT_EQ(tree_->kind("folder/b.txt"), EntryKind::file);
  EXPECT_EQ(tree_->kind("sub/b.txt"), EntryKind::file);
  EXPECT_EQ(tree_->kind("sub/nothing"), std::nullopt);
  EXPECT_EQ(tree_->kind(""), EntryKind::folder);
  EXPECT_EQ(tree_->kind(std::string("a.txt\0", 6)), std::nullopt);
  EXPECT_EQ(tree_->read(std::string("a.txt\0", 6)).error(), FileError::missing);
}

TEST_F(DiskTree, RefusesWhatIsNoRegularFile) {
  ASSERT_EQ(mkfifo((top_ / "root/fifo").c_str(), 0600), 0);
  EXPECT_EQ(tree_->read("fifo").error(), FileError::not_a_file);  // and does not wait for a writer
  EXPECT_EQ(tree_->read("sub").error(), FileError::not_a_file);
  EXPECT_EQ(tree_->read("nothing").error(), FileError::missing);
  EXPECT_EQ(tree_->read("a.txt", 3).error(), FileError::too_large);
  EXPECT_EQ(tree_->read(std::string_view("a.txt\0x", 7)).error(), FileError::missing);
}

TEST_F(DiskTree, ListsSortedWithLinksAsLinks) {
  const auto entries = tree_->list("");
  ASSERT_TRUE(entries);
  std::string names;
  for (const auto& entry : *entries) names += entry.name + (entry.kind == EntryKind::link ? "@ " : " ");
  EXPECT_EQ(names, "a.txt absolute@ folder@ inside@ loop@ outside@ sub ");
}

TEST(MemoryTree, BehavesLikeADisk) {
  const auto tree = memory_files({{"a/b.txt", "x"}, {"a/c/d.txt", "y"}, {"../evil", "z"}}, "");
  EXPECT_EQ(tree->kind("a"), EntryKind::folder);
  EXPECT_EQ(tree->kind("a/b.txt"), EntryKind::file);
  EXPECT_EQ(tree->kind("evil"), std::nullopt);
  EXPECT_EQ(tree->read("a").error(), FileError::not_a_file);
  EXPECT_EQ(tree->list("a")->size(), 2u);
  EXPECT_EQ((*tree->subtree("a")->read("c/d.txt"))->path(), "a/c/d.txt");
}

TEST(OverlayTree, UnsavedTextWins) {
  const auto below = memory_files({{"a.txt", "old"}, {"sub/b.txt", "b"}});
  const auto tree = overlay_files(below, {{"a.txt", "new"}, {"sub/c.txt", "c"}});
  EXPECT_EQ((*tree->read("a.txt"))->bytes(), "new");
  EXPECT_EQ((*tree->read("sub/b.txt"))->bytes(), "b");
  EXPECT_EQ(tree->list("sub")->size(), 2u);
  EXPECT_EQ((*tree->subtree("sub")->read("c.txt"))->bytes(), "c");
}

}  // namespace
}  // namespace dockgate::text
