#pragma once
// File trees of a server that runs long: what was read is kept until somebody says that it changed, and what
// a judgement reads is written down.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::lsp {

/// Keeps what it reads of the tree below: texts up to a bound, kinds and lists of names. Safe to use from
/// several threads.
class CachedFiles final : public FileTree {
 public:
  explicit CachedFiles(std::shared_ptr<const FileTree> below) : below_(std::move(below)) {}

  /// The file `path` (normalised) changed, came or went.
  void forget(std::string_view path);
  void forget_all();

  Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t max_bytes) const override;
  Result<MappedFile, FileError> map(std::string_view path) const override { return below_->map(path); }
  Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override;
  std::optional<EntryKind> kind(std::string_view path) const override;
  std::shared_ptr<const FileTree> subtree(std::string_view path) const override;
  std::string display_path(std::string_view path) const override { return below_->display_path(path); }

 private:
  using Names = Result<std::vector<FolderEntry>, FileError>;
  void keep(std::string_view path, std::uint64_t generation, const SourcePtr& source) const;

  std::shared_ptr<const FileTree> below_;
  mutable std::mutex mutex_;
  mutable std::uint64_t generation_ = 0;  // counts what was forgotten: what was read before is not kept after
  mutable std::size_t bytes_ = 0;
  mutable std::map<std::string, SourcePtr, std::less<>> texts_;
  mutable std::map<std::string, std::optional<EntryKind>, std::less<>> kinds_;
  mutable std::map<std::string, Names, std::less<>> names_;
  mutable std::map<std::string, std::shared_ptr<CachedFiles>, std::less<>> subtrees_;
};

/// One tree over changing ones. Its address stays the same, and the paths that are read are written down.
class RecordingFiles final : public FileTree {
 public:
  using Paths = std::set<std::string, std::less<>>;

  explicit RecordingFiles(std::shared_ptr<const FileTree> below);
  /// From now on `below` is read. Subtrees that were handed out keep the old one.
  void lay_over(std::shared_ptr<const FileTree> below);
  /// From now on the paths that are read, from the root of this tree, go to `reads`; null: nowhere. For the
  /// tree and its subtrees alike. `reads` has to live until the next call.
  void record(Paths* reads) const;

  Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t max_bytes) const override;
  Result<MappedFile, FileError> map(std::string_view path) const override;
  Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override;
  std::optional<EntryKind> kind(std::string_view path) const override;
  std::shared_ptr<const FileTree> subtree(std::string_view path) const override;
  std::string display_path(std::string_view path) const override;

 private:
  struct Record {
    std::mutex mutex;
    Paths* reads = nullptr;
  };
  RecordingFiles(std::shared_ptr<const FileTree> below, std::shared_ptr<Record> record, std::string prefix)
      : below_(std::move(below)), record_(std::move(record)), prefix_(std::move(prefix)) {}
  void note(std::string_view path) const;

  std::shared_ptr<const FileTree> below_;
  std::shared_ptr<Record> record_;
  std::string prefix_;  // of this tree in the outermost one
};

}  // namespace dockgate::lsp
