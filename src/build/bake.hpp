#pragma once
// Bake files of docker buildx, in HCL or JSON (docs.docker.com/build/bake/reference).

#include "build/invocation.hpp"

namespace dockgate::build {

/// The targets that the bake file `path` in `tree` builds: those of its groups, and those that no other
/// target inherits and whose name does not begin with `_`. Variables have their defaults: the environment is
/// not looked at. Matrices are multiplied out (up to 64). Argument values that cannot be computed are in the
/// request's `unknown_args`.
Invocations read_bake(const FileTree& tree, std::string_view path);

}  // namespace dockgate::build
