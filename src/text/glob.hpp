#pragma once
// Path patterns of policies and catalogues.

#include <string_view>

namespace dockgate::text {

/// What glob_match() says where the first byte of `pattern` does not rule `text` out.
bool glob_match_further(std::string_view pattern, std::string_view text);

/// `*` matches within a path part, `**` across parts, `?` one byte other than `/`, `[a-z]` and `[!a-z]` a
/// class, `{a,b}` either. The whole of `text` has to match. Takes time O(pattern × text); with
/// braces O(64 KiB × text), since alternatives beyond that size together are not tried.
inline bool glob_match(std::string_view pattern, std::string_view text) {
  // Most patterns of a list end here, without a call.
  if (!pattern.empty() && (text.empty() || pattern[0] != text[0])) {
    const char first = pattern[0];
    if (first != '*' && first != '?' && first != '[' && first != '\\' && first != '{') return false;
  }
  return glob_match_further(pattern, text);
}

}  // namespace dockgate::text
