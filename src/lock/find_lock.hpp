#pragma once
// Which lock holds for a Dockerfile: the nearest `dockgate.lock` upward.

#include <memory>
#include <string_view>
#include <vector>

#include "lock/lock.hpp"
#include "text/nearest.hpp"

namespace dockgate::lock {

/// Above that a lock is not read.
inline constexpr std::uint64_t max_lock_bytes = std::uint64_t{64} << 20;

struct FoundLock {
  SourcePtr source;  // null where the file cannot be read, or there is none
  std::shared_ptr<const Lock>
      lock;  // null where there is none, or where it is broken: then `problems` says how
  std::vector<Problem> problems;
};

/// Reads the lock at `path` of `tree`; one that cannot be read is a problem as well.
FoundLock load(const FileTree& tree, std::string_view path);

/// The locks of one tree, each file read once. Safe to use from several threads.
class LockFinder {
 public:
  explicit LockFinder(std::shared_ptr<const FileTree> tree) : tree_(std::move(tree)) {}
  /// The lock for the file at `path` (in the tree). A broken lock is never skipped for one further up.
  FoundLock find(std::string_view path) const;

 private:
  std::shared_ptr<const FileTree> tree_;
  mutable text::Nearest<FoundLock> nearest_;
};

}  // namespace dockgate::lock
