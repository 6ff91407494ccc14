#pragma once
// Sources of COPY and ADD one by one, and which commands name them afterwards.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// One fact a source; here-documents are left out. In the order of the file. Never fails.
std::vector<CopyFact> copy_facts(const build::Build& build, const std::vector<RunCommand>& commands);

}  // namespace dockgate::facts
