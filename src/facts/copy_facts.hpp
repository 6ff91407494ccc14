#pragma once
// Sources of COPY and ADD one by one, and which commands name them afterwards.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"
#include "facts/wanted.hpp"

namespace dockgate::facts {

/// One fact a source, of the instructions that are `wanted`; here-documents are left out. In the order of the
/// file. Never fails.
std::vector<CopyFact> copy_facts(const build::Build& build, const std::vector<RunCommand>& commands,
                                 const WantedOfKind& wanted);

}  // namespace dockgate::facts
