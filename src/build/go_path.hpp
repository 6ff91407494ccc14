#pragma once
// Paths as the Go functions behind Docker treat them: filepath.Clean and filepath.Match.

#include <string>
#include <string_view>

namespace dockgate::build {

/// The shortest equal path by text alone: `.` and empty parts vanish, `x/..` cancels out, leading `..` of a
/// relative path stay, no trailing slash. "" gives ".".
std::string clean_path(std::string_view path);

/// Whether `pattern` matches the whole of `text`: `*` and `?` do not match `/`, `[a-z]` and `[^a-z]` are
/// classes, a backslash takes the next character as it is. A malformed pattern matches nothing. O(pattern ×
/// text).
bool match_path(std::string_view pattern, std::string_view text);

/// Whether filepath.Match would accept `pattern` at all.
bool is_valid_pattern(std::string_view pattern);

/// Whether `path` holds a wildcard that is not escaped.
bool has_wildcard(std::string_view path);

/// `text` without the backslashes that take away a wildcard's meaning.
std::string unescape_pattern(std::string_view text);

}  // namespace dockgate::build
