#pragma once
// UTF-8 as it comes: nothing here fails on bytes that are not UTF-8.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dockgate::text {

/// One decoded code point and the bytes it took (at least 1).
struct CodePoint {
  std::uint32_t value = 0;
  std::uint32_t length = 1;
  bool valid = false;  // false: a byte that is not UTF-8; value is that byte
};

/// Decodes the code point at the start of `text`, which must not be empty. Overlong forms, surrogates and
/// values above U+10FFFF are not valid (Unicode 15, table 3-7).
CodePoint decode(std::string_view text);

/// Number of code points; a byte that is not UTF-8 counts as one.
std::size_t count_code_points(std::string_view text);

/// `text` with each byte that is not UTF-8 replaced by U+FFFD, as JSON needs it.
std::string to_utf8(std::string_view text);

/// Whether all of `text` is valid UTF-8.
bool is_utf8(std::string_view text);

}  // namespace dockgate::text
