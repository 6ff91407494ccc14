#pragma once
// A tree that remembers what was asked of it, so that it can be told later whether another one says the same.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include <dockgate/text.hpp>

namespace dockgate::text {

/// Passes every question on to the tree below and keeps it with its answer, for itself and its subtrees.
/// Safe to use from several threads.
class TracedFiles final : public FileTree {
 public:
  explicit TracedFiles(std::shared_ptr<const FileTree> below);
  /// From now on nothing is kept any more.
  void stop();
  /// Whether `tree` answers all that was asked in the same way.
  bool holds(const FileTree& tree) const;
  /// From now on `below` is asked, by the subtrees that were handed out as well.
  void lay_over(std::shared_ptr<const FileTree> below);

  Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t max_bytes) const override;
  Result<MappedFile, FileError> map(std::string_view path) const override;
  Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override;
  std::optional<EntryKind> kind(std::string_view path) const override;
  std::shared_ptr<const FileTree> subtree(std::string_view path) const override;
  std::string display_path(std::string_view path) const override;

 private:
  /// A question: the folder of the subtree, the path in it, and for reads the bound.
  using Asked = std::tuple<std::string, std::string, std::uint64_t>;
  struct Trace {
    std::mutex mutex;
    std::shared_ptr<const FileTree> below;  // of the outermost tree
    std::uint64_t laid = 1;                 // how often it was set
    bool stopped = false;
    bool closed = false;  // something was asked that cannot be compared
    std::map<Asked, Result<SourcePtr, FileError>> texts;
    std::map<Asked, Result<std::vector<FolderEntry>, FileError>> names;
    std::map<Asked, std::optional<EntryKind>> kinds;
  };
  TracedFiles(std::shared_ptr<Trace> trace, std::string folder);
  std::shared_ptr<const FileTree> below() const;
  Asked asked(std::string_view path, std::uint64_t max_bytes = 0) const;
  template <typename Answers, typename Answer>
  void keep(Answers Trace::*answers, Asked asked, const Answer& answer) const;

  std::shared_ptr<Trace> trace_;
  std::string folder_;  // in the outermost tree; "" for that one itself
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const FileTree> own_;  // the subtree below, as of `laid_`
  mutable std::uint64_t laid_ = 0;
};

}  // namespace dockgate::text
