#pragma once
// Named contexts of compose (`additional_contexts`) and bake (`contexts`).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "build/build.hpp"

namespace dockgate::build {

/// What `value`, as compose and bake write it, stands for: `docker-image://…`, `target:x`, `service:x`,
/// `oci-layout://…`, a git or web address, else a folder. Of a folder, `value` is as written: see
/// place_folder. `cwd://` in front of a folder means nothing here.
NamedContext named_context(std::string name, std::string_view value, Place at);

/// Says where in the tree a folder lies that the file in `folder` names; other kinds stay as they are.
void place_folder(NamedContext& context, std::string_view folder);

/// The one of `contexts` that BuildKit takes in place of the image or stage `name`, or null. Names are
/// compared as image references: `alpine`, `alpine:latest` and `docker.io/library/alpine` are one.
const NamedContext* find_context(const std::vector<NamedContext>& contexts, std::string_view name);

}  // namespace dockgate::build
