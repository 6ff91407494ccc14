#pragma once
// Slash-separated paths as text; nothing here looks at a disk.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::text {

/// Whether `path`, which may be empty, is as normalize() would give it: nearly every path that is asked
/// about.
bool is_normal(std::string_view path);

/// `path` without `.`, empty parts and `..`; nothing when it would lead above its root. "" is the root
/// itself. A leading `/` is dropped.
std::optional<std::string> normalize(std::string_view path);
/// Joins with one `/`; an absolute `path` replaces `base`. Not normalised.
std::string join(std::string_view base, std::string_view path);
/// Everything before the last `/`, or "".
std::string_view parent(std::string_view path);
/// Everything after the last `/`.
std::string_view file_name(std::string_view path);
/// `path` as it is seen from `folder`, where it lies below that; both as users are shown them, so that they
/// may begin with `..` or `/`. Nothing for the folder itself, and where the text does not tell.
std::optional<std::string> relative_to(std::string_view path, std::string_view folder);
/// Whether `path` is `folder` or lies below it; "" holds everything. Both normalised.
bool is_below(std::string_view path, std::string_view folder);

}  // namespace dockgate::text
