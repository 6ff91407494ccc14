#pragma once
// What a reviewer has to look at in the code that models bring along.

#include <vector>

#include "facts/facts.hpp"
#include "facts/module_cache.hpp"

namespace dockgate::facts {

/// Looks at the Python files of `code` (review/issues.hpp): those of one folder together, since one load runs
/// them together. In the order of the files, by place.
std::vector<CodeIssueFact> code_issues(const std::vector<VendoredFact>& code, ModuleCache& cache);

}  // namespace dockgate::facts
