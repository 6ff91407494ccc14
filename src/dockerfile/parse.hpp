#pragma once
// Text to syntax tree.

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

/// Reads `source` as BuildKit's parser and instruction reader do (docs/dockerfile.md names the version),
/// except that it goes on after an error with the next instruction. Never fails, never throws; linear in the
/// size.
File parse(SourcePtr source);

/// Puts `FROM scratch` in front of a file that has no FROM at all, so that the rest of a fragment can be
/// understood as one stage; it is marked as implied. A file with a FROM, or with nothing but ARG, stays.
void imply_from(File& file);

}  // namespace dockgate::dockerfile
