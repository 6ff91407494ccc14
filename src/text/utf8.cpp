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

namespace {

/// Nearly all text is ASCII: eight bytes of it at a time.
constexpr std::size_t block_size = sizeof(std::uint64_t);
bool begins_with_ascii_block(std::string_view text) {
  if (text.size() < block_size) return false;
  std::uint64_t block = 0;
  std::memcpy(&block, text.data(), block_size);
  return (block & 0x8080808080808080) == 0;
}

}  // namespace

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const bool ascii = begins_with_ascii_block(text);
    count += ascii ? block_size : 1;
    text.remove_prefix(ascii ? block_size : decode(text).length);
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
    if (begins_with_ascii_block(text)) {
      text.remove_prefix(block_size);
      continue;
    }
    const CodePoint point = decode(text);
    if (!point.valid) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

}  // namespace dockgate::text
