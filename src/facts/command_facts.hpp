#pragma once
// Commands as facts, and those of them that install packages.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"
#include "facts/wanted.hpp"

namespace dockgate::facts {

/// Adds the facts of kind `command` and `install` of `commands` that are `wanted` to `out`, in their order.
void add_command_facts(const build::Build& build, const std::vector<RunCommand>& commands,
                       const Wanted& wanted, BuildFacts& out);

}  // namespace dockgate::facts
