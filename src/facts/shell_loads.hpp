#pragma once
// What commands fetch: models by the tools of hubs, clones, downloads of weight files, model servers.

#include <span>
#include <vector>

#include "catalog/commands.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// Model facts of commands and of ADD instructions with addresses. `rows` say what each program means.
std::vector<ModelFact> shell_loads(const build::Build& build, const ShellCommands& commands,
                                   std::span<const catalog::CommandRow> rows = catalog::builtin_commands());

}  // namespace dockgate::facts
