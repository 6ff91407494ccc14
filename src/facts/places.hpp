#pragma once
// Where facts of a Dockerfile stand.

#include "build/build.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// `place` inside of `instruction`, drawn out to the instruction's keyword when it stands on a later line:
/// BuildKit and hadolint report an instruction by its first line, and so do we.
Place on_first_line(const dockerfile::Instruction& instruction, const Place& place);

/// The instruction from its keyword to the end of its last line, here-documents left out.
Place header_of(const build::Build& build, const dockerfile::Instruction& instruction);

/// Fills what every fact of the instruction at index `instruction` shares: stage, its name, shipped, reached.
void set_stage(const build::Build& build, std::size_t instruction, Fact& fact);

}  // namespace dockgate::facts
