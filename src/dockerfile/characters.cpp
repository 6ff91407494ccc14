#include "dockerfile/characters.hpp"

#include <cstdint>

#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::dockerfile {
namespace {

bool is_space(std::uint32_t c) {
  switch (c) {
    case ' ':
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return true;
    default:
      return c >= 0x2000 && c <= 0x200A;
  }
}

// Bytes of the blank that `text` ends with, or 0. A blank takes one byte in ASCII, otherwise two or three.
std::size_t trailing_space(std::string_view text) {
  if (text.empty()) return 0;
  if (static_cast<unsigned char>(text.back()) < 0x80) return is_space_byte(text.back()) ? 1 : 0;
  for (std::size_t length = 2; length <= 3 && length <= text.size(); ++length) {
    if (leading_space(text.substr(text.size() - length)) == length) return length;
  }
  return 0;
}

struct Fold {
  std::string_view from;
  char to;
};

std::string replace_folds(std::string text, const Fold (&folds)[2]) {
  for (const Fold& fold : folds) {
    for (std::size_t at = text.find(fold.from); at != std::string::npos; at = text.find(fold.from, at + 1)) {
      text.replace(at, fold.from.size(), 1, fold.to);
    }
  }
  return text;
}

}  // namespace

std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return is_space(first) ? 1 : 0;
  const text::CodePoint point = text::decode(text);
  return point.valid && is_space(point.value) ? point.length : 0;
}

bool is_space_byte(char byte) {
  return is_space(static_cast<unsigned char>(byte));
}

std::string_view trim_left(std::string_view text) {
  while (const std::size_t length = leading_space(text)) text.remove_prefix(length);
  return text;
}

std::string_view trim(std::string_view text) {
  text = trim_left(text);
  while (const std::size_t length = trailing_space(text)) text.remove_suffix(length);
  return text;
}

std::string to_lower(std::string_view text) {
  static constexpr Fold folds[] = {{"\xC4\xB0", 'i'}, {"\xE2\x84\xAA", 'k'}};
  return replace_folds(text::lower(text), folds);
}

std::string to_upper(std::string_view text) {
  static constexpr Fold folds[] = {{"\xC4\xB1", 'I'}, {"\xC5\xBF", 'S'}};
  return replace_folds(text::upper(text), folds);
}

std::string to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const text::CodePoint point = text::decode(text);
    if (point.valid) {
      out += text.substr(0, point.length);
    } else {
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(point.length);
  }
  return out;
}

}  // namespace dockgate::dockerfile
