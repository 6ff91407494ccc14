#pragma once
// Bake files of docker buildx, in HCL or JSON (docs.docker.com/build/bake/reference).

#include "build/invocation.hpp"

namespace dockgate::build {

/// The targets that the bake file `path` in `tree` builds: those of its groups, and those that no other
/// target inherits and whose name does not begin with `_`. Variables have their defaults: the environment is
/// not looked at. Matrices are multiplied out (up to 64). Argument values that cannot be computed are in the
/// request's `unknown_args`.
Invocations read_bake(const FileTree& tree, std::string_view path);
/// Several files as one: a target goes over an earlier one of its name, attribute by attribute, `args` and
/// `contexts` one by one, `inherits` added; other blocks replace an earlier one. Paths in them are relative
/// to the folder of the first.
Invocations read_bake(const FileTree& tree, const std::vector<std::string>& paths);
/// The files of `folder` that `docker buildx bake` reads when none is named, in its order (buildx,
/// bake/bake.go, default file names). A target goes over the service of its name in a compose file there;
/// services without a target are left to read_compose().
Invocations read_bake_folder(const FileTree& tree, std::string_view folder);

}  // namespace dockgate::build
