#include "text/words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "text/ascii.hpp"
#include "text/utf8.hpp"

namespace dockgate::text {
namespace {

char lower_byte(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper_byte(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Optimal string alignment: edits and swaps of neighbours. Words are short (rule and key names).
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t shorter = std::min(a.size(), b.size());
  constexpr std::size_t longest = 64;
  if (longer - shorter > limit || longer > longest) return limit + 1;
  std::array<std::array<std::uint8_t, longest + 1>, longest + 1> table{};
  for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = static_cast<std::uint8_t>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower_byte(a[i - 1]) == lower_byte(b[j - 1]);
      int best = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower_byte(a[i - 1]) == lower_byte(b[j - 2]) &&
          lower_byte(a[i - 2]) == lower_byte(b[j - 1])) {
        best = std::min(best, table[i - 2][j - 2] + 1);
      }
      table[i][j] = static_cast<std::uint8_t>(best);
    }
  }
  return table[a.size()][b.size()];
}

// What a terminal or a reader could be misled by: controls, bidirectional controls (Unicode TR 9, "Trojan
// Source", CVE-2021-42574), zero-width characters, tags, and line separators.
bool is_misleading(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower_byte);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), upper_byte);
  return out;
}

std::string_view trim(std::string_view text, std::string_view blanks) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  out.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), separator)) + 1);
  while (true) {
    const auto at = text.find(separator);
    out.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
  }
}

std::string_view last_part(std::string_view dotted) {
  return dotted.substr(dotted.rfind('.') + 1);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower_byte(x) == lower_byte(y); });
}

std::string_view did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  std::size_t limit = word.size() <= 3 ? 1 : 2;
  std::string_view best;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = distance(word, candidate, limit);
    if (d > limit || (d == limit && !best.empty())) continue;
    best = candidate;
    limit = d;
  }
  return best;
}

std::string hint(std::string_view word, std::span<const std::string_view> candidates,
                 std::string_view prefix) {
  const std::string_view near = did_you_mean(word, candidates);
  if (near.empty()) return {};
  return std::string("did you mean `").append(prefix).append(near).append("`?");
}

std::string with_hint(std::string message, std::string_view word,
                      std::span<const std::string_view> candidates) {
  const std::string found = hint(word, candidates);
  if (!found.empty()) message.append("; ").append(found);
  return message;
}

std::string with_hint(std::string message, std::string_view word,
                      std::initializer_list<std::string_view> candidates) {
  return with_hint(std::move(message), word, std::span(candidates.begin(), candidates.size()));
}

std::string printable(std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~'; };
  const auto first = static_cast<std::size_t>(std::ranges::find_if_not(text, plain) - text.begin());
  std::string out(text.substr(0, first));
  text.remove_prefix(first);
  out.reserve(out.size() + text.size());
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (!point.valid) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", point.value);
    } else if (point.value == '\t') {
      out += ' ';
    } else if (is_misleading(point.value)) {
      if (point.value < 0x100) {
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", point.value);
      } else {
        fmt::format_to(std::back_inserter(out), "\\u{{{:x}}}", point.value);
      }
    } else {
      out += text.substr(0, point.length);
    }
    text.remove_prefix(point.length);
  }
  return out;
}

bool is_lower_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, is_lower_hex_digit);
}

bool is_commit(std::string_view text) {
  return is_lower_hex(text, 40);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  std::string out = std::to_string(count) + " ";
  if (count == 1) return out.append(one);
  return many.empty() ? out.append(one).append("s") : out.append(many);
}

}  // namespace dockgate::text
