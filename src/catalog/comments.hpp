#pragma once
// What the names in other tools' suppression comments mean here; rows of policies/catalog/comments.yaml.

#include <span>
#include <string_view>

namespace dockgate::catalog {

/// One check of another tool.
struct CommentRow {
  std::string_view tool;                    // trivy, checkov, bandit …
  std::span<const std::string_view> ids;    // all of its names; letter case does not count
  std::span<const std::string_view> rules;  // names or aliases of rules that look at the same
};

/// hadolint's, BuildKit's and tally's names are not there: they are aliases of the rules themselves.
std::span<const CommentRow> comment_rows();

}  // namespace dockgate::catalog
