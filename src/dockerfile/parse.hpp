#pragma once
// Text to syntax tree.

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

/// Reads `source` as BuildKit's parser and instruction reader do (docs/dockerfile.md names the version),
/// except that it goes on after an error with the next instruction. Never fails, never throws; linear in the
/// size.
File parse(SourcePtr source);

}  // namespace dockgate::dockerfile
