#pragma once
// Path patterns of policies and catalogues.

#include <string_view>

namespace dockgate::text {

/// `*` matches within a path part, `**` across parts, `?` one byte other than `/`, `[a-z]` and `[!a-z]` a
/// class, `{a,b}` either. The whole of `text` has to match. Runs in time O(pattern × text) whatever the
/// pattern.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace dockgate::text
