#pragma once
// What the Python of a build loads.

#include <set>
#include <string>
#include <vector>

#include "catalog/index.hpp"
#include "facts/code_reach.hpp"
#include "facts/collect.hpp"
#include "facts/made_paths.hpp"
#include "facts/module_cache.hpp"
#include "facts/versions.hpp"

namespace dockgate::facts {

/// What else the programs of a build say.
struct PythonSide {
  std::set<std::string, std::less<>> read;  // environment variables that they ask for
  std::vector<MadePath> made;               // paths that they write; stage -1: when the container runs
};

/// Adds the models, deserialisations and settings of all programs of `reach`. A call that several programs
/// run gives one fact: that of the way that starts it, with the worst verdict.
PythonSide add_python_facts(const build::Build& build, const CodeReach& reach, const Versions& versions,
                            const ContextFiles* files, const CollectOptions& options, ModuleCache& cache,
                            BuildFacts& facts);

}  // namespace dockgate::facts
