#include "yaml/quote.hpp"

#include <algorithm>
#include <array>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::yaml {

namespace {

bool is_plain(char c) {
  return text::is_word(c) || c == '/' || c == '.' || c == '-';
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
  // What YAML 1.1 readers take for something else than a text.
  constexpr std::array<std::string_view, 9> words{"true", "false", "null", "yes", "no",
                                                  "on",   "off",   "y",    "n"};
  const auto same = [&](std::string_view word) { return text::equal_ignoring_case(word, text); };
  const bool plain = !text.empty() && text::is_letter(text.front()) && std::ranges::all_of(text, is_plain) &&
                     std::ranges::none_of(words, same);
  return plain ? std::string(text) : quoted(text);
}

}  // namespace dockgate::yaml
