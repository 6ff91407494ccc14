#pragma once
// From the paths that a user names to the Dockerfiles that are judged: one walk of a folder.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dockgate/lint.hpp>

namespace dockgate::lint {

struct Discovered {
  std::vector<LintInput> inputs;  // in the order of their paths, each build once
  std::vector<std::pair<std::string, std::string>> skipped;
  std::vector<NotJudged> not_judged;
};

/// What `path` of `tree` stands for. A file is a Dockerfile by being named, unless its content cannot be one.
/// A folder is searched: Dockerfiles by name and first instruction, and those that compose and bake files
/// ask for, wherever they are in the tree; what .gitignore excludes, version control
/// folders and installed packages are left out; links to folders are not followed. Bounded in depth. Files
/// are read by up to `jobs` threads; of many, only the first bring their texts along.
Discovered discover(const std::shared_ptr<const FileTree>& tree, std::string_view path, unsigned jobs = 1);

}  // namespace dockgate::lint
