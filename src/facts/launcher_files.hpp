#pragma once
// Programs that start what a configuration file lists: supervisord, honcho, foreman, circusd.

#include <vector>

#include "facts/image_files.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// The commands that `command` starts through its configuration file in the context; none for other programs.
std::vector<RunCommand> launched_commands(const RunCommand& command, const ContextFiles& files,
                                          const FileTree* context);

}  // namespace dockgate::facts
