#pragma once
// Files of a tree that are changed in place.

#include <string>
#include <string_view>

namespace dockgate::cli {

/// Puts `after` in place of `before` in the file `path` below the folder `root`, at once: whoever reads it
/// sees the old bytes or the new ones. The rights stay. A symbolic link is followed while it stays below
/// `root`. Fails when the file leads outside, is no plain file, may not be written, or holds other bytes than
/// `before`.
/// "" or what is wrong, for a user.
std::string change_file(const std::string& root, const std::string& path, std::string_view before,
                        std::string_view after);

}  // namespace dockgate::cli
