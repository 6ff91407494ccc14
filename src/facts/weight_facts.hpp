#pragma once
// Weight files that ship with the image.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/module_cache.hpp"

namespace dockgate::facts {

struct WeightOptions {
  bool hash = false;  // compute the digests, which takes as long as reading the files
  unsigned jobs = 1;  // threads
};

/// The weight files of the context that end in the image, by path. Only files whose names promise weights are
/// opened, or may hold some: of the latter those that do. What was not looked at goes to
/// `not_judged`.
std::vector<WeightFact> weight_facts(const build::Build& build, const ContextFiles& files, ModuleCache& cache,
                                     const WeightOptions& options, std::vector<Problem>& not_judged);

}  // namespace dockgate::facts
