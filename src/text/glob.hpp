#pragma once
// Path patterns of policies and catalogues.

#include <string_view>

namespace dockgate::text {

/// `*` matches within a path part, `**` across parts, `?` one byte other than `/`, `[a-z]` and `[!a-z]` a
/// class, `{a,b}` either. The whole of `text` has to match. Takes time O(pattern × text); with
/// braces O(64 KiB × text), since alternatives beyond that size together are not tried.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace dockgate::text
