#pragma once
// Code that is a model's by the name of its file, or because the policy says so.

#include <vector>

#include "build/build.hpp"
#include "catalog/code_review.hpp"
#include "facts/facts.hpp"
#include "facts/module_cache.hpp"
#include "facts/shell_commands.hpp"
#include "facts/vendored_code.hpp"

namespace dockgate::facts {

/// Adds the files of the context that run or ship, and that the policy names or that are called like a
/// model's code (policies/catalog/code_review.yaml). `reached`: code that the image runs, with the way to it.
/// An empty `names`: the policy names none.
void add_named_code(const build::Build& build, const ShellCommands& commands, const ContextFiles& files,
                    const std::vector<CodeFact>& reached, const NamesModelCode& names, ModuleCache& cache,
                    VendoredCode& code);

/// The code of models in a folder of `tree`, whatever ships: what is one by its name, what configurations
/// point to, and what these files import from the folder.
std::vector<VendoredFact> model_code_below(const FileTree& tree, const ContextFiles& files,
                                           const std::string& folder, ModuleCache& cache);

}  // namespace dockgate::facts
