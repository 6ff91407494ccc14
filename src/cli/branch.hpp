#pragma once
// Which branch is judged, for policies that classify by it.

#include <string>

#include "cli/console.hpp"
#include "cli/workspace.hpp"

namespace dockgate::cli {

/// The branch that the variables of CI systems name, else the one that `.git/HEAD` of the repository around
/// the working folder names; "" when neither does (a detached HEAD, no repository).
std::string current_branch(const Console& console, Workspace& workspace);

}  // namespace dockgate::cli
