#include "text/cpp_literal.hpp"

namespace dockgate::text {

std::string cpp_literal(std::string_view text) {
  constexpr std::string_view digits = "01234567";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '"' || c == '\\' || c == '?') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte >= 0x7f) {
      // Three octal digits end the escape whatever follows.
      out += {'\\', digits[byte >> 6], digits[(byte >> 3) & 7], digits[byte & 7]};
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace dockgate::text
