#pragma once
// Compose files (compose-spec, spec.md and build.md).

#include "build/invocation.hpp"

namespace dockgate::build {

/// The services with a `build` of the compose file `path` in `tree`, whatever their profiles: with `extends`,
/// `include`, the override file beside it, anchors and `<<`, variables from `.env` and their defaults. The
/// environment is not looked at; what depends on it is in the request's `unknown_args` and
/// `unknown_environment`.
Invocations read_compose(const FileTree& tree, std::string_view path);

}  // namespace dockgate::build
