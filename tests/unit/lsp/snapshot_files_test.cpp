#include "lsp/snapshot_files.hpp"

#include <gtest/gtest.h>

#include "text/file_trees.hpp"

namespace dockgate::lsp {
namespace {

/// A tree whose files can be changed under those who read it.
class Changing final : public FileTree {
 public:
  using State = std::shared_ptr<const FileTree>;
  explicit Changing(std::shared_ptr<State> state, std::string below = {})
      : state_(std::move(state)), below_(std::move(below)) {}
  Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t most) const override {
    return now()->read(path, most);
  }
  Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override {
    return now()->list(path);
  }
  std::optional<EntryKind> kind(std::string_view path) const override { return now()->kind(path); }
  std::shared_ptr<const FileTree> subtree(std::string_view path) const override {
    return std::make_shared<Changing>(state_, std::string(path));
  }
  std::string display_path(std::string_view path) const override { return now()->display_path(path); }

 private:
  std::shared_ptr<const FileTree> now() const { return (*state_)->subtree(below_); }
  std::shared_ptr<State> state_;
  std::string below_;
};

std::string text_of(const FileTree& tree, std::string_view path) {
  const auto source = tree.read(path);
  return source ? std::string((*source)->bytes()) : std::string(to_string(source.error()));
}

TEST(CachedFiles, KeepsWhatItReadUntilItIsToldToForget) {
  const auto disk = std::make_shared<Changing::State>(text::memory_files({{"a/x", "1"}}));
  CachedFiles cached(std::make_shared<Changing>(disk));
  EXPECT_EQ(text_of(cached, "a/x"), "1");
  EXPECT_EQ(cached.list("a")->size(), 1u);
  EXPECT_EQ(cached.kind("a/y"), std::nullopt);
  *disk = text::memory_files({{"a/x", "2"}, {"a/y", ""}});
  EXPECT_EQ(text_of(cached, "a/x"), "1");
  EXPECT_EQ(cached.list("a")->size(), 1u);
  cached.forget("a/x");
  EXPECT_EQ(text_of(cached, "a/x"), "2");
  EXPECT_EQ(cached.list("a")->size(), 2u);
  EXPECT_EQ(cached.kind("a/y"), std::nullopt) << "of another file";
  cached.forget("a/y");
  EXPECT_EQ(cached.kind("a/y"), EntryKind::file);
  EXPECT_EQ(cached.read("a/x", 0).error(), FileError::too_large);
}

TEST(CachedFiles, ForgetsInSubtrees) {
  const auto disk = std::make_shared<Changing::State>(text::memory_files({{"a/x", "1"}}));
  CachedFiles cached(std::make_shared<Changing>(disk));
  const auto below = cached.subtree("a");
  EXPECT_EQ(text_of(*below, "x"), "1");
  EXPECT_EQ(cached.subtree("a"), below);
  *disk = text::memory_files({{"a/x", "2"}});
  cached.forget("b/x");
  EXPECT_EQ(text_of(*below, "x"), "1");
  cached.forget("a/x");
  EXPECT_EQ(text_of(*below, "x"), "2");
  cached.forget("a");
  *disk = text::memory_files({{"a/x", "3"}});
  EXPECT_EQ(text_of(*below, "x"), "3") << "the folder around it was forgotten";
}

TEST(RecordingFiles, WritesDownWhatIsRead) {
  const auto tree = std::make_shared<RecordingFiles>(text::memory_files({{"a/b/x", "1"}, {"y", "2"}}));
  RecordingFiles::Paths reads;
  tree->record(&reads);
  const auto below = tree->subtree("a")->subtree("./b");
  EXPECT_EQ(text_of(*below, "x"), "1");
  EXPECT_EQ(text_of(*tree, "./y"), "2");
  EXPECT_EQ(text_of(*tree, "gone"), to_string(FileError::missing));
  EXPECT_EQ(reads, (RecordingFiles::Paths{"a/b/x", "gone", "y"}));
  tree->record(nullptr);
  EXPECT_EQ(text_of(*below, "other"), to_string(FileError::missing));
  EXPECT_EQ(reads.size(), 3u);
}

}  // namespace
}  // namespace dockgate::lsp
