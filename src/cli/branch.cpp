#include "cli/branch.hpp"

#include <array>
#include <string_view>

#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

/// In this order: a pull request's source branch stands before the name of its merge.
constexpr std::array<const char*, 12> variables{"GITHUB_HEAD_REF",     "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
                                                "CI_COMMIT_BRANCH",    "BITBUCKET_BRANCH",
                                                "CHANGE_BRANCH",       "BRANCH_NAME",
                                                "BUILDKITE_BRANCH",    "CIRCLE_BRANCH",
                                                "DRONE_SOURCE_BRANCH", "TRAVIS_BRANCH",
                                                "BUILD_SOURCEBRANCH",  "GITHUB_REF_NAME"};

std::string without_prefix(std::string_view name) {
  constexpr std::string_view prefix = "refs/heads/";
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return std::string(name);
}

std::string first_line(const FileTree& tree, const std::string& path) {
  constexpr std::uint64_t most = 4096;
  const auto source = tree.read(path, most);
  if (!source) return {};
  const std::string_view bytes = (*source)->bytes();
  return std::string(text::trim(bytes.substr(0, bytes.find('\n'))));
}

}  // namespace

std::string current_branch(const Console& console, Workspace& workspace) {
  for (const char* name : variables) {
    if (const auto value = console.variable(name)) return without_prefix(*value);
  }
  const auto repository = workspace.repository();
  if (!repository) return {};
  std::string head = first_line(*repository, ".git/HEAD");
  if (head.empty()) {
    // A worktree: the file .git says where its folder is.
    constexpr std::string_view prefix = "gitdir: ";
    const std::string file = first_line(*repository, ".git");
    if (!file.starts_with(prefix)) return {};
    head = first_line(*workspace.folder(file.substr(prefix.size())), "HEAD");
  }
  constexpr std::string_view reference = "ref: ";
  return head.starts_with(reference) ? without_prefix(head.substr(reference.size())) : std::string();
}

}  // namespace dockgate::cli
