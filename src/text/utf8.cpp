#include "text/utf8.hpp"

#include <cstring>

namespace dockgate::text {

CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1, true};
  if (first >= 0xC2 && first <= 0xDF && follows(1))
    return {(first & 0x1Fu) << 6 | (byte(1) & 0x3Fu), 2, true};
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    if (follows(1, low, high) && follows(2)) {
      return {(first & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu), 3, true};
    }
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    if (follows(1, low, high) && follows(2) && follows(3)) {
      return {(first & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 | (byte(3) & 0x3Fu), 4,
              true};
    }
  }
  return {first, 1, false};
}

std::size_t count_code_points(std::string_view text) {
  // Places in very long lines are asked for once a command: eight bytes at a time where all are ASCII.
  constexpr std::uint64_t beyond_ascii = 0x8080808080808080;
  std::size_t count = 0;
  while (!text.empty()) {
    std::uint64_t block = beyond_ascii;
    if (text.size() >= sizeof block) std::memcpy(&block, text.data(), sizeof block);
    const std::size_t length = (block & beyond_ascii) == 0 ? sizeof block : decode(text).length;
    count += (block & beyond_ascii) == 0 ? sizeof block : 1;
    text.remove_prefix(length);
  }
  return count;
}

std::string to_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = decode(text);
    out += point.valid ? text.substr(0, point.length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(point.length);
  }
  return out;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (!point.valid) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

}  // namespace dockgate::text
