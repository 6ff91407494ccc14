#pragma once
// The text forms in which protocol 0 writes strings.

#include <string>
#include <string_view>

namespace dockgate::weights {

/// The value of a quoted Python 2 string (opcode STRING): the quotes are taken off, backslash escapes read.
std::string unquote(std::string_view text);
/// The value of a line of the codec raw-unicode-escape (opcode UNICODE), as UTF-8.
std::string unescape_unicode(std::string_view text);
/// UTF-8 text of code points up to 255 as the bytes that they stand for; others become `?`.
std::string to_latin1(std::string_view text);

}  // namespace dockgate::weights
