#pragma once
// Questions about one byte of ASCII, whatever the locale. The bytes of other characters are nothing of what
// is asked.

#include <algorithm>
#include <string_view>

namespace dockgate::text {

/// What stands between the words of one line.
inline constexpr std::string_view line_blanks = " \t";

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c);
}
constexpr bool is_letter_or_digit(char c) {
  return is_letter(c) || is_digit(c);
}
constexpr bool is_lower_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}
constexpr bool is_hex_digit(char c) {
  return is_lower_hex_digit(c) || (c >= 'A' && c <= 'F');
}
/// What `c` counts for as a hexadecimal digit; -1 where it is none.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (!is_hex_digit(c)) return -1;
  return (c >= 'a' ? c - 'a' : c - 'A') + 10;
}

/// What names in Python, the shell and Dockerfiles are made of: a letter, a digit or an underscore.
constexpr bool is_word(char c) {
  return is_letter_or_digit(c) || c == '_';
}
/// A part of a character outside of ASCII in UTF-8.
constexpr bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

/// A name out of ASCII as Python and the shell take it: `[A-Za-z_][A-Za-z0-9_]*`.
constexpr bool is_identifier(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, is_word);
}

/// Whether there are digits and nothing else.
constexpr bool is_all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// How many bytes of `text` from `begin` on belong to one word.
constexpr std::size_t word_length(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_word(text[end])) ++end;
  return end - begin;
}

}  // namespace dockgate::text
