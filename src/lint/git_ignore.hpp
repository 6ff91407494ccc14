#pragma once
// .gitignore, as git reads it (gitignore(5)).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/git_pattern.hpp"

namespace dockgate::lint {

/// The patterns of one .gitignore.
class GitIgnore {
 public:
  GitIgnore() = default;
  /// `folder`: where the file stands, as a normalised path; patterns hold below it.
  GitIgnore(std::string folder, std::string_view text);
  /// Whether the last pattern that speaks of `path` (normalised, below `folder`) ignores it or takes it back;
  /// nothing when none does.
  std::optional<bool> decides(std::string_view path, bool is_folder) const;
  bool empty() const { return patterns_.empty(); }

 private:
  std::string folder_;
  std::vector<text::GitPattern> patterns_;
};

}  // namespace dockgate::lint
