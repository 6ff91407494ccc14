#pragma once
// The Python files of an image that nothing is known to start.

#include <functional>
#include <string>
#include <vector>

#include "catalog/index.hpp"
#include "facts/module_cache.hpp"

namespace dockgate::facts {

struct ShippedCode {
  std::vector<std::string> paths;  // of those given, in their order
  bool complete = true;            // false: the files are too large together, and the last ones were left out
};

/// Those of `paths`, files of the context, whose text names something of the catalogue. `known` gives what
/// was parsed of a path before, or null. The files are read by up to `jobs` threads; one that cannot be read
/// is passed over.
ShippedCode code_that_matters(const FileTree& context, const std::vector<std::string>& paths,
                              const std::function<const ParsedFile*(const std::string&)>& known,
                              const catalog::Index& catalog, unsigned jobs);

}  // namespace dockgate::facts
