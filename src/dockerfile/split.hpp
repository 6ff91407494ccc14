#pragma once
// From a logical line to an instruction: BuildKit's parser proper. Private to the folder.

#include <optional>

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

/// Fills keyword, flags, arguments and trigger of `out` from the text in `out.original`. Returns what
/// BuildKit's parser refuses; then the instruction holds what could be read.
std::optional<SyntaxError> split_instruction(Instruction& out, char escape);

}  // namespace dockgate::dockerfile
