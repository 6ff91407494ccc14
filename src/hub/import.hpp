#pragma once
// Repositories of the hub that are on the disk already. No network.

#include <optional>
#include <string>
#include <string_view>

#include "lock/import.hpp"

namespace dockgate::hub {

/// Whether `folder` is a cache of the hub's libraries, or one repository of it.
bool is_cache(const FileTree& tree, std::string_view folder);

/// The cache of the hub's libraries: folders `models--org--name` with refs, snapshots and blobs, in `folder`
/// or being it (huggingface_hub, docs/source/en/guides/manage-cache.md). Each file is hashed; a blob that is
/// called by another digest than that of its content is a problem.
lock::Imported import_cache(const FileTree& tree, std::string_view folder);

/// Which commit of which repository a checkout by git is: by its HEAD and the address of `origin`. Nothing
/// where that is not known.
std::optional<lock::Model> checkout_of(const FileTree& tree, std::string_view folder);

/// Git LFS pointers below `folder`, which holds `model` at its commit. Files that are no pointers are left
/// out, since nothing says that they are as they were committed.
lock::Imported import_lfs(const FileTree& tree, std::string_view folder, lock::Model model);

}  // namespace dockgate::hub
