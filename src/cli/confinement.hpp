#pragma once
// Which commands give up what before they read anything.

#include <optional>

#include "cli/options.hpp"
#include "cli/sandbox.hpp"

namespace dockgate::cli {

/// What the command still needs while it reads hostile files; nothing for a command that reads none.
std::optional<Confinement> confinement_of(const Options& options);

}  // namespace dockgate::cli
