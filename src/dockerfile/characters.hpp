#pragma once
// What counts as a blank or a letter's case in a Dockerfile. BuildKit asks Go's Unicode tables, so we do as
// they do.

#include <cstddef>
#include <string>
#include <string_view>

namespace dockgate::dockerfile {

/// Bytes of the blank that `text` starts with, or 0: the Unicode property White_Space (PropList.txt, 15.0).
std::size_t leading_space(std::string_view text);

/// Whether a single byte, read as a code point, is White_Space. BuildKit reads flags and the type of
/// HEALTHCHECK byte by byte, so that 0x85 and 0xA0 inside of a longer UTF-8 sequence count.
bool is_space_byte(char byte);

/// `text` without White_Space at its start, or at both ends. The result points into `text`.
std::string_view trim_left(std::string_view text);
std::string_view trim(std::string_view text);

/// `text` in the other case where that gives ASCII: A-Z, and the few letters outside of ASCII whose other
/// case is inside (U+0130 and U+212A become `i` and `k`; U+0131 and U+017F become `I` and `S`). All other
/// bytes stay.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

/// `text` with each byte that is not UTF-8 replaced by U+FFFD.
std::string to_utf8(std::string_view text);

}  // namespace dockgate::dockerfile
