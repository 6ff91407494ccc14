#pragma once
// Images that are on the disk already. No network.

#include <string>
#include <string_view>

#include "lock/import.hpp"

namespace dockgate::registry {

/// Whether `folder` is an OCI image layout.
bool is_oci_layout(const FileTree& tree, std::string_view folder);

/// An OCI image layout (image-spec, image-layout.md): the images whose name stands in an annotation; or under
/// `name`
/// ("docker.io/library/python:3.12"), where that is not "", the one of its tag or the only one. Manifests and
/// configurations are hashed: one that is not what its name says is a problem.
lock::Imported import_oci_layout(const FileTree& tree, std::string_view folder, const std::string& name);

/// What `docker image inspect` prints: each tag with the digest of the same repository. An image that was
/// never pulled or pushed has none.
lock::Imported import_docker_inspect(std::string_view text);

}  // namespace dockgate::registry
