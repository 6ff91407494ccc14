#pragma once
// Shell scripts that ship and that nothing runs: somebody may run them in the container.

#include <deque>

#include "facts/module_cache.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

struct WaitingScripts {
  ShellCommands commands;             // `waiting` is set
  std::deque<build::Command> owners;  // what the commands point to
};

/// The commands of the scripts of the context that stand in the target stage and that `commands` does not
/// reach. At most 200 scripts, 4 MiB in all; scripts that these call are not followed.
WaitingScripts waiting_scripts(const build::Build& build, const ShellCommands& commands,
                               const ContextFiles& files);

}  // namespace dockgate::facts
