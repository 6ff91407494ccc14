#pragma once
// Which folder is the context of a Dockerfile that nothing names one for.

#include <memory>
#include <string>
#include <string_view>

#include "build/build.hpp"

namespace dockgate::lint {

struct ChosenBuild {
  build::Build build;
  std::string reason;  // why the context is not the Dockerfile's folder, or ""
};

/// Resolves `file`, which stands at `path` of `tree`, in its own folder; or, when COPY and ADD name sources
/// that are not there, in the nearest folder above it that has more of them (`docker build -f
/// docker/Dockerfile .`). Where only whole folders are copied, the files that commands name decide. Does not
/// look above the tree, nor above the folder that holds `.git`.
ChosenBuild resolve_in_context(const std::shared_ptr<const dockerfile::File>& file,
                               const std::shared_ptr<const FileTree>& tree, std::string_view path,
                               const build::Request& request);

}  // namespace dockgate::lint
