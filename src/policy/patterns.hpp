#pragma once
// The patterns of lists: what they match, and the same as regular expressions for other programs.

#include <string>
#include <string_view>

namespace dockgate::policy {

/// Whether `pattern` of a list matches `text`: a glob as a whole; a name also with what lies below it.
bool pattern_matches(std::string_view pattern, std::string_view text);

/// "python" and "nvidia/cuda" mean Docker Hub's, as they do in a FROM line: "docker.io/library/python". A
/// pattern with a host stays.
std::string with_registry(std::string_view pattern);

/// An RE2 pattern without anchors that matches as a whole what text::glob_match(glob, …) matches.
std::string glob_as_regex(std::string_view glob);
/// The same for pattern_matches(), with anchors.
std::string pattern_as_regex(std::string_view pattern);

}  // namespace dockgate::policy
