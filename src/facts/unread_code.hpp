#pragma once
// Python that an image runs and that is not valid.

#include <vector>

#include "facts/code_reach.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// Adds the first place of each file that a start leads to, or that a model brings along, whose text is not
/// valid Python: what stands there was not looked at. `all`: also files in which the catalogue knows nothing,
/// which are parsed for this alone.
void add_unread_code(const CodeReach& reach, const std::vector<VendoredFact>& vendored, bool all,
                     ModuleCache& cache, std::vector<Problem>& not_judged);

}  // namespace dockgate::facts
