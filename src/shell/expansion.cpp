#include "shell/expansion.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

#include "shell/number.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::shell {
namespace {

constexpr std::size_t max_pattern = 256;
constexpr std::size_t max_expanded = 8192;

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

std::optional<std::string> substring(const std::string& value, std::string_view word) {
  const std::size_t colon = word.find(':');
  auto begin = number(text::trim(word.substr(0, colon)));
  if (!begin) return std::nullopt;
  const auto size = static_cast<int>(value.size());
  if (*begin < 0) *begin = std::max(0, size + *begin);
  if (*begin >= size) return std::string();
  int length = size - *begin;
  if (colon != std::string_view::npos) {
    const auto given = number(text::trim(word.substr(colon + 1)));
    if (!given) return std::nullopt;
    length = *given < 0 ? std::max(0, length + *given) : std::min(length, *given);
  }
  return value.substr(static_cast<std::size_t>(*begin), static_cast<std::size_t>(length));
}

std::optional<std::string> replaced(const std::string& value, std::string_view word, bool all) {
  const std::size_t slash = word.find('/');
  const std::string_view pattern = word.substr(0, slash);
  const std::string_view with = slash == std::string_view::npos ? std::string_view() : word.substr(slash + 1);
  if (pattern.empty() || pattern.find_first_of("*?") != std::string_view::npos) return std::nullopt;
  std::string out;
  std::size_t at = 0;
  for (std::size_t found = value.find(pattern); found != std::string::npos; found = value.find(pattern, at)) {
    out.append(value, at, found - at).append(with);
    at = found + pattern.size();
    if (!all) break;
  }
  return out.append(value, at);
}

std::optional<std::string> trimmed(const std::string& value, std::string_view operation,
                                   std::string_view pattern) {
  const bool front = operation.front() == '#';
  const bool longest = operation.size() == 2;
  for (std::size_t step = 0; step <= value.size(); ++step) {
    const std::size_t length = longest ? value.size() - step : step;
    const std::string_view part = front ? std::string_view(value).substr(0, length)
                                        : std::string_view(value).substr(value.size() - length);
    if (pattern_matches(pattern, part))
      return front ? value.substr(length) : value.substr(0, value.size() - length);
  }
  return value;
}

void append_code_point(std::string& out, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x110000) {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

}  // namespace

bool pattern_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Braces split_braces(std::string_view body) {
  Braces out;
  if (body.size() > 1 && (body[0] == '!' || body[0] == '#') &&
      (text::is_word(body[1]) || body[1] == '@' || body[1] == '*')) {
    out.prefix = body[0];
    body.remove_prefix(1);
  }
  std::size_t end = 0;
  if (!body.empty() && text::is_digit(body[0])) {
    while (end < body.size() && text::is_digit(body[end])) ++end;
  } else {
    while (end < body.size() && text::is_word(body[end])) ++end;
  }
  if (end == 0 && !body.empty() && std::string_view("@*#?-$!").find(body[0]) < 7) end = 1;
  out.name = body.substr(0, end);
  body.remove_prefix(end);
  if (out.name.empty() || body.empty()) return out;
  if (body[0] == '[') {
    const std::size_t close = body.find(']');
    if (close == std::string_view::npos) return {};
    out.index = body.substr(1, close - 1);
    body.remove_prefix(close + 1);
    if (body.empty()) return out;
  }
  static constexpr std::array<std::string_view, 19> operations = {
      ":-", ":=", ":+", ":?", "##", "%%", "//", "^^", ",,", "-", "=", "+", "?", "#", "%", "/", "^", ",", ":"};
  for (const std::string_view operation : operations) {
    if (!body.starts_with(operation)) continue;
    out.operation = body.substr(0, operation.size());
    out.word = body.substr(operation.size());
    return out;
  }
  return {};  // `${X@Q}` and what else may come
}

std::optional<std::string> apply_operation(const std::string& value, std::string_view operation,
                                           std::string_view word) {
  if (value.size() > max_expanded || word.size() > max_pattern || operation.empty()) return std::nullopt;
  if (word.find_first_of("[(") != std::string_view::npos) return std::nullopt;
  switch (operation.front()) {
    case '#':
    case '%':
      return trimmed(value, operation, word);
    case '/':
      return replaced(value, word, operation.size() == 2);
    case ':':
      return substring(value, word);
    case '^':
    case ',': {
      if (!word.empty()) return std::nullopt;
      const auto change = operation.front() == '^' ? text::upper : text::lower;
      if (operation.size() == 2) return change(value);
      return change(value.substr(0, 1)) + (value.empty() ? std::string() : value.substr(1));
    }
    default:
      return std::nullopt;
  }
}

std::uint32_t ansi_c_length(std::string_view text) {
  const auto run = [&](std::size_t from, std::size_t most, bool (*accept)(char)) {
    std::size_t length = 0;
    while (length < most && from + length < text.size() && accept(text[from + length])) ++length;
    return static_cast<std::uint32_t>(from + length);
  };
  switch (text[1]) {
    case 'x':
      return run(2, 2, text::is_hex_digit);
    case 'u':
      return run(2, 4, text::is_hex_digit);
    case 'U':
      return run(2, 8, text::is_hex_digit);
    case 'c':
      return text.size() > 2 ? 3 : 2;
    default:
      return is_octal(text[1]) ? run(1, 3, is_octal) : 2;
  }
}

std::string ansi_c_value(std::string_view escape) {
  static constexpr std::string_view letters = "abeEfnrtv\\'\"?";
  static constexpr std::string_view values = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?";
  const char kind = escape[1];
  if (const std::size_t index = letters.find(kind); index != std::string_view::npos) {
    return std::string(1, values[index]);
  }
  std::uint32_t code = 0;
  if (is_octal(kind)) {
    std::from_chars(escape.data() + 1, escape.data() + escape.size(), code, 8);
    return std::string(1, static_cast<char>(code & 0xFF));
  }
  if ((kind == 'x' || kind == 'u' || kind == 'U') && escape.size() > 2) {
    std::from_chars(escape.data() + 2, escape.data() + escape.size(), code, 16);
    if (kind == 'x') return std::string(1, static_cast<char>(code));
    std::string out;
    append_code_point(out, code);
    return out;
  }
  if (kind == 'c' && escape.size() > 2) return std::string(1, static_cast<char>(escape[2] & 0x1F));
  return std::string(escape);
}

}  // namespace dockgate::shell
