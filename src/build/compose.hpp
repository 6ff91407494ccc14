#pragma once
// Compose files (compose-spec, spec.md and build.md).

#include "build/invocation.hpp"

namespace dockgate::build {

/// The services with a `build` of the compose file `path` in `tree`, whatever their profiles: with `extends`,
/// `include`, the override file beside it, anchors and `<<`, variables from `.env` and their defaults. The
/// environment is not looked at; an argument whose variable has no value is left out, and a problem says so.
Invocations read_compose(const FileTree& tree, std::string_view path);

}  // namespace dockgate::build
