#include "dockerfile/values.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::dockerfile {
namespace {

constexpr std::uint64_t limit = std::uint64_t{1} << 63;

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};
constexpr std::array units = {
    Unit{"ns", 1},
    Unit{"us", 1000},
    Unit{"\xC2\xB5s", 1000},  // U+00B5, micro sign
    Unit{"\xCE\xBCs", 1000},  // U+03BC, Greek mu
    Unit{"ms", 1'000'000},
    Unit{"s", 1'000'000'000},
    Unit{"m", 60'000'000'000},
    Unit{"h", 3'600'000'000'000},
};

// One number and its unit at the start of `text`, in nanoseconds; removes them.
std::optional<std::uint64_t> take_part(std::string_view& text) {
  std::uint64_t whole = 0;
  std::size_t i = 0;
  for (; i < text.size() && text::is_digit(text[i]); ++i) {
    if (whole > limit / 10) return std::nullopt;
    whole = whole * 10 + static_cast<std::uint64_t>(text[i] - '0');
    if (whole > limit) return std::nullopt;
  }
  bool digits = i > 0;
  std::uint64_t fraction = 0;
  double scale = 1;
  if (i < text.size() && text[i] == '.') {
    bool full = false;  // further digits change nothing
    for (++i; i < text.size() && text::is_digit(text[i]); ++i) {
      digits = true;
      if (full) continue;
      if (fraction > (limit - 1) / 10) {
        full = true;
        continue;
      }
      const std::uint64_t next = fraction * 10 + static_cast<std::uint64_t>(text[i] - '0');
      if (next > limit) {
        full = true;
        continue;
      }
      fraction = next;
      scale *= 10;
    }
  }
  if (!digits) return std::nullopt;
  const std::size_t unit_begin = i;
  while (i < text.size() && text[i] != '.' && !text::is_digit(text[i])) ++i;
  const std::string_view name = text.substr(unit_begin, i - unit_begin);
  text.remove_prefix(i);
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (whole > limit / unit.nanoseconds) return std::nullopt;
    std::uint64_t value = whole * unit.nanoseconds;
    if (fraction > 0) {
      value += static_cast<std::uint64_t>(static_cast<double>(fraction) *
                                          (static_cast<double>(unit.nanoseconds) / scale));
    }
    if (value > limit) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  while (!text.empty()) {
    const auto part = take_part(text);
    if (!part) return std::nullopt;
    sum += *part;
    if (sum > limit) return std::nullopt;
  }
  if (negative) {
    return sum == limit ? std::numeric_limits<std::int64_t>::min() : -static_cast<std::int64_t>(sum);
  }
  if (sum > limit - 1) return std::nullopt;
  return static_cast<std::int64_t>(sum);
}

std::optional<std::int32_t> parse_int32(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> parse_uint32(std::string_view text, int base) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> parse_bool(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

bool is_byte_size(std::string_view text) {
  const std::size_t number_end = text.find_last_of("01234567890. ");
  if (number_end == std::string_view::npos) return false;
  std::string_view number = text.substr(0, number_end + 1);
  std::string suffix = text::lower(text.substr(number_end + 1));
  if (number.ends_with(' ')) number.remove_suffix(1);
  if (number.starts_with('+')) number.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (number.empty() || error != std::errc() || end != number.data() + number.size() || std::signbit(value)) {
    return false;
  }
  if (suffix.empty()) return true;
  if (std::string_view("kmgtpb").find(suffix.front()) == std::string_view::npos) return false;
  if (suffix.size() == 1) return true;
  if (suffix.front() == 'b') return false;
  return suffix.substr(1) == "b" || suffix.substr(1) == "ib";
}

}  // namespace dockgate::dockerfile
