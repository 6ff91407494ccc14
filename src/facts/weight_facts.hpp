#pragma once
// Weight files that ship with the image.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/module_cache.hpp"

namespace dockgate::facts {

/// The weight files of the context that end in the image, by path. Only files whose names promise weights are
/// opened, or may hold some: of the latter those that do. `hash` computes their digests, which takes as long
/// as reading them.
std::vector<WeightFact> weight_facts(const build::Build& build, const ContextFiles& files, ModuleCache& cache,
                                     bool hash);

}  // namespace dockgate::facts
