#pragma once
// What becomes of a clone: which commit is checked out, whether its code runs, whether it brings weights.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// The last `git checkout COMMIT` (reset, switch, `pull origin BRANCH`) in `folder`, that of the clone that
/// the command `index` makes, in the same stage; `revision` is then its word. Null where there is none.
const RunCommand* checkout_of(const ShellCommands& commands, std::size_t index, const std::string& folder,
                              const shell::Word*& revision);

/// Whether something of the clone at `folder` runs later: Python works in it, is given one of its files,
/// installs it, or imports what was copied out of it.
bool code_is_used(const ShellCommands& commands, std::size_t index, const std::string& folder);

/// Whether `folder` lies below one that has a name of `names`.
bool is_below_any(std::string_view folder, std::span<const std::string_view> names);

/// Whether the clone at `folder` brings Git LFS files, which are weights far more often than not: by `git lfs
/// clone`, or by a later `git lfs pull` in it.
bool takes_large_files(const ShellCommands& commands, std::size_t index, const std::string& folder);

/// Whether the stage uses Git LFS at all.
bool fetches_large_files(const ShellCommands& commands, int stage);

/// The folder that a git command works in: its `-C`, else the working folder.
std::string folder_of(const RunCommand& run);

/// The address that `git remote add NAME ADDRESS` (or `set-url`) gave in `folder` before the command at
/// `index`; null where none did.
const shell::Word* remote_address(const ShellCommands& commands, std::size_t index, const std::string& folder,
                                  const shell::Word& name);

}  // namespace dockgate::facts
