#pragma once
// The difference of two texts as `git apply` and `patch -p1` take it.

#include <string>
#include <string_view>

namespace dockgate::fix {

/// A unified diff with three lines of context that turns `before` into `after`; "" where they are equal. The
/// path is one from the folder in which it will be applied. Lines end with `\n` alone; a `\r` belongs to its
/// line, and so does every other byte. A path with characters that git quotes is quoted as git does
/// (git-diff(1), "core.quotePath").
std::string patch(std::string_view path, std::string_view before, std::string_view after);

}  // namespace dockgate::fix
