#pragma once
// The files and folders that Python programs make.

#include <string>
#include <vector>

#include "facts/code_reach.hpp"
#include "facts/made_paths.hpp"
#include "facts/module_cache.hpp"
#include "python/program.hpp"

namespace dockgate::facts {

/// Whether few files of the program write: then their calls cost little beside those that load.
bool writes_little(const Program& program);

/// The paths that these calls of the program make, by functions that write and by programs that they start.
std::vector<MadePath> made_by_calls(const Program& program, const std::vector<python::Call>& calls,
                                    const catalog::Index& catalog);

/// The paths that the program makes, by functions that write and by programs that it starts; `loaded` are its
/// modules in their order. With `asked`, names of which somebody wants to know whether they are among them
/// ("org/model"): only what the modules make in which such a name begins, or that import one or are imported
/// by one.
std::vector<MadePath> python_writes(const Program& program, std::vector<python::Loaded> loaded,
                                    const python::Environment& environment,
                                    const std::vector<std::string>* asked, ModuleCache& cache);

}  // namespace dockgate::facts
