#pragma once
// Folders of the build context that hold models: which code they bring along, and which other repositories
// their configuration points to.

#include "build/build.hpp"
#include "catalog/index.hpp"
#include "facts/facts.hpp"
#include "facts/module_cache.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

struct ModelFolders {
  std::vector<VendoredFact> code;
  std::vector<ModelFact> models;
};

/// Reads the configuration files (config.json, tokenizer_config.json, processor_config.json, modules.json,
/// model_index.json, adapter_config.json …) of the folders that the image gets, and of hub caches in them.
/// `loads` are the models that the code opens; those with a local id say which folders are loaded, and how.
/// A repository that a folder points to is given where a load may follow the pointer.
ModelFolders model_folders(const build::Build& build, const ShellCommands& commands,
                           const ContextFiles& files, const std::vector<ModelFact>& loads,
                           const catalog::Index& catalog, ModuleCache& cache);

}  // namespace dockgate::facts
