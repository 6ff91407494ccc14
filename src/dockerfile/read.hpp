#pragma once
// BuildKit's instruction reader: flags, numbers of arguments, forms. Private to the folder.

#include <optional>

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

/// What BuildKit's instruction reader refuses about `instruction`, the first thing in its order; nothing when
/// it is fine. Triggers of ONBUILD are not read: BuildKit does that where the image is used.
std::optional<SyntaxError> read_instruction(const Instruction& instruction);

}  // namespace dockgate::dockerfile
