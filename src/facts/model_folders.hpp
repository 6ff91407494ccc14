#pragma once
// Folders of the build context that hold models: which code they bring along, and which other repositories
// their configuration points to.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/module_cache.hpp"
#include "facts/shell_commands.hpp"
#include "facts/vendored_code.hpp"

namespace dockgate::facts {

/// Reads the configuration files of the folders that the image gets (folder_pointers.hpp), and of hub caches
/// in them; adds the code that they name to `code`, and that of scripts which a load names. `loads` are the
/// models that the code opens; those with a local id say which folders are loaded, and how. Gives the
/// repositories that a folder points to where a load may follow the pointer.
std::vector<ModelFact> model_folders(const build::Build& build, const ShellCommands& commands,
                                     const ContextFiles& files, const std::vector<ModelFact>& loads,
                                     VendoredCode& code);

}  // namespace dockgate::facts
