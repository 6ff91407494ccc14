#pragma once
// cog.yaml: images that cog builds, without a Dockerfile of the project's own (cog's docs/yaml.md).

#include "build/invocation.hpp"

namespace dockgate::build {

/// The image that `path` of `tree` describes, as a Dockerfile of what the file says of it: environment,
/// packages of Python, the commands of `pre_install` and `run`, the code at /src, and what starts there. The
/// base image and the system's packages are cog's own affair and are left out. A second build where a `train`
/// entry starts as well. Nothing, and no problem, when the file is YAML of another kind.
Invocations read_cog(const FileTree& tree, std::string_view path);

}  // namespace dockgate::build
