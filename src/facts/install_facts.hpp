#pragma once
// Commands that install packages, read by the rows of policies/catalog/installers.yaml.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// The facts of kind `install` among `commands`, whose facts of kind `command` are `facts`, one for one. Only
/// what runs while an image is built counts.
std::vector<InstallFact> install_facts(const build::Build& build, const std::vector<RunCommand>& commands,
                                       const std::vector<CommandFact>& facts);

}  // namespace dockgate::facts
