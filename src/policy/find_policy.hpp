#pragma once
// Which policy a Dockerfile has: the nearest .dockgate.yaml or .hadolint.yaml upward, else the built-in one.

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.hpp"
#include "text/nearest.hpp"

namespace dockgate::policy {

/// What policy files are called, the nearest to win first. hadolint's own configuration counts where no
/// policy of ours stands as near.
inline constexpr std::array<std::string_view, 2> own_file_names{".dockgate.yaml", ".dockgate.yml"};
inline constexpr std::array<std::string_view, 4> file_names{own_file_names[0], own_file_names[1],
                                                            ".hadolint.yaml", ".hadolint.yml"};

struct FoundPolicy {
  PolicyPtr policy;    // null when the file is broken: then `problems` says how
  std::string reason;  // "nearest policy file", "no policy file above it"
  std::vector<Problem> problems;
};

/// The policies of one tree, each file read once. Safe to use from several threads.
class PolicyFinder {
 public:
  explicit PolicyFinder(std::shared_ptr<const FileTree> tree) : tree_(std::move(tree)) {}
  /// The policy for the Dockerfile at `path` (in the tree). A broken policy is never skipped for one further
  /// up.
  FoundPolicy find(std::string_view path) const;

 private:
  FoundPolicy load(const std::string& path) const;
  std::shared_ptr<const FileTree> tree_;
  mutable text::Nearest<FoundPolicy> nearest_;
};

/// The same for a single Dockerfile.
FoundPolicy find_policy(std::shared_ptr<const FileTree> tree, std::string_view dockerfile);

}  // namespace dockgate::policy
