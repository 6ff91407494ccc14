#pragma once
// The git program, for `--since` and for the name of who reviews. It only reads objects: no hook, filter or
// remote takes part.

#include <memory>
#include <optional>
#include <string>

#include <dockgate/text.hpp>

namespace dockgate::cli {

/// The files of the repository around `folder` as they stood where the history of `ref` and HEAD parted
/// (their merge base), or at `ref` where it has none. Its root is `folder` itself; paths are shown as those
/// of the working folder. Fails in words where there is no git program, no repository or no such commit.
Result<std::shared_ptr<const FileTree>> files_since(const std::string& folder, const std::string& ref);

/// Name and address of who works in `folder`, as `git config` has them: "Jane Doe <jane@example.com>", or the
/// name alone; nothing where git knows none.
std::optional<std::string> git_identity(const std::string& folder);

}  // namespace dockgate::cli
