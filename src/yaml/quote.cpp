#include "yaml/quote.hpp"

#include <algorithm>

namespace dockgate::yaml {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_plain(char c) {
  constexpr std::string_view others = "0123456789/.-_";
  return is_letter(c) || others.find(c) != std::string_view::npos;
}

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string plain_or_quoted(std::string_view text) {
  // Words such as `no` or `null` have no slash and no dot; what begins with a letter and has one is text to
  // everybody.
  const bool plain = !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_plain) &&
                     text.find_first_of("/.") != std::string_view::npos;
  return plain ? std::string(text) : quoted(text);
}

}  // namespace dockgate::yaml
