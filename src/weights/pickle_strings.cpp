#include "weights/pickle_strings.hpp"

#include <optional>

#include "text/ascii.hpp"
#include "text/utf8.hpp"

namespace dockgate::weights {
namespace {

std::optional<std::uint32_t> hex(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int d = text::hex_value(text[at + i]);
    if (d < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(d);
  }
  return value;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | (point >> 6));
    put(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    put(0xe0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3f));
    put(0x80 | (point & 0x3f));
  } else {
    put(0xf0 | ((point >> 18) & 7));
    put(0x80 | ((point >> 12) & 0x3f));
    put(0x80 | ((point >> 6) & 0x3f));
    put(0x80 | (point & 0x3f));
  }
}

}  // namespace

std::string unquote(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  if (text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'')) {
    text.remove_prefix(1);
    text.remove_suffix(1);
  }
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    static constexpr std::string_view letters = "abfnrtv";
    static constexpr std::string_view values = "\a\b\f\n\r\t\v";
    if (const auto known = letters.find(c); known != std::string_view::npos) {
      out += values[known];
    } else if (c == 'x') {
      const auto value = hex(text, i + 1, 2);
      if (value) {
        out += static_cast<char>(*value);
        i += 2;
      }
    } else if (c >= '0' && c <= '7') {
      unsigned value = 0;
      std::size_t count = 0;
      for (; count < 3 && i + count < text.size() && text[i + count] >= '0' && text[i + count] <= '7';
           ++count)
        value = value * 8 + static_cast<unsigned>(text[i + count] - '0');
      out += static_cast<char>(value & 0xff);
      i += count - 1;
    } else {
      if (c != '\\' && c != '\'' && c != '"') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string unescape_unicode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'u' || text[i + 1] == 'U')) {
      const std::size_t count = text[i + 1] == 'u' ? 4 : 8;
      if (const auto value = hex(text, i + 2, count); value && *value <= 0x10ffff) {
        append_utf8(out, *value);
        i += count + 1;
        continue;
      }
    }
    append_utf8(out, byte);
  }
  return out;
}

std::string to_latin1(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto point = text::decode(text);
    out += point.value <= 0xff ? static_cast<char>(point.value) : '?';
    text.remove_prefix(point.length);
  }
  return out;
}

}  // namespace dockgate::weights
