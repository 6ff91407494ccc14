#pragma once
// Files whose path says what their content has to be: the cache of the Hugging Face hub and Git LFS.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weights/scan.hpp"
#include <dockgate/text.hpp>

namespace dockgate::weights {

/// What the digest in a file's path says against its content: `models--org--name/blobs/` names files by
/// SHA-256 (LFS) or by git's SHA-1, `lfs/objects/ab/cd/` by SHA-256. `sha256` is that of `bytes`. Nothing
/// when it is right, or the path says nothing.
std::optional<Reason> check_digest_in_path(std::string_view path, std::string_view bytes,
                                           std::string_view sha256);

/// The references of a cache folder `models--org--name`: each `refs/*` has to hold a commit whose snapshot is
/// there. Paths with what is wrong with them.
std::vector<std::pair<std::string, Reason>> check_hub_references(const FileTree& tree,
                                                                 std::string_view folder);

/// Whether a folder's name is that of a repository in the hub's cache.
bool is_hub_folder(std::string_view name);

}  // namespace dockgate::weights
