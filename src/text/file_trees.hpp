#pragma once
// The trees that exist, as the library's own parts ask for them, and how they are searched.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <dockgate/files.hpp>

namespace dockgate::text {

/// The first of `names` that stands in `folder` or in the nearest folder above it, as a path of the tree;
/// nothing when none does up to the root.
std::optional<std::string> find_upward(const FileTree& tree, std::string_view folder,
                                       std::span<const std::string_view> names);

}  // namespace dockgate::text
