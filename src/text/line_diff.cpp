#include "text/line_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "text/words.hpp"

namespace dockgate::text {

namespace {

constexpr std::ptrdiff_t most_edits = 4000;

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Lines = std::vector<std::uint32_t>;  // marks; equal numbers: equal lines

/// FNV-1a with 32 bits, folded to 12.
std::uint32_t mark_of(std::string_view line) {
  std::uint32_t hash = 0x811c9dc5u;
  for (const char c : line) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193u;
  return (hash ^ (hash >> 12) ^ (hash >> 24)) & 0xfffu;
}

Lines marks_of(std::string_view text) {
  Lines out;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return out;
  for (std::string_view line : split(text, '\n')) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
      line.remove_suffix(1);
    out.push_back(mark_of(line));
  }
  return out;
}

Lines read_marks(std::string_view marks) {
  Lines out;
  for (std::size_t i = 0; i + 1 < marks.size(); i += 2)
    out.push_back(
        static_cast<std::uint32_t>((digits.find(marks[i]) << 6 | digits.find(marks[i + 1])) & 0xfffu));
  return out;
}

/// The length of the shortest edit script; nothing when it has more than most_edits steps.
std::optional<std::size_t> edits(const Lines& a, const Lines& b) {
  const auto n = static_cast<std::ptrdiff_t>(a.size());
  const auto m = static_cast<std::ptrdiff_t>(b.size());
  const std::ptrdiff_t most = std::min(n + m, most_edits);
  std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
  const auto at = [&](std::ptrdiff_t k) -> std::ptrdiff_t& {
    return reach[static_cast<std::size_t>(k + most + 1)];
  };
  for (std::ptrdiff_t d = 0; d <= most; ++d) {
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      std::ptrdiff_t x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
      at(k) = x;
      if (x >= n && x - k >= m) return static_cast<std::size_t>(d);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string line_marks(std::string_view text) {
  std::string out;
  for (const std::uint32_t mark : marks_of(text)) {
    out += digits[mark >> 6];
    out += digits[mark & 63u];
  }
  return out;
}

LineDiff line_diff(std::string_view marks, std::string_view after) {
  Lines a = read_marks(marks);
  Lines b = marks_of(after);
  const std::size_t lines = std::max<std::size_t>(b.size(), 1);
  const auto front = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  LineDiff out;
  if (front.first != a.end() || front.second != b.end())
    out.first_line =
        static_cast<std::uint32_t>(std::min(static_cast<std::size_t>(front.second - b.begin()) + 1, lines));
  a.erase(a.begin(), front.first);
  b.erase(b.begin(), front.second);
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.pop_back();
    b.pop_back();
  }
  if (const auto count = edits(a, b)) {
    out.removed = (*count + a.size() - b.size()) / 2;
    out.added = *count - out.removed;
    return out;
  }
  std::vector<std::ptrdiff_t> surplus(0x1000, 0);
  for (const std::uint32_t line : a) --surplus[line];
  for (const std::uint32_t line : b) ++surplus[line];
  for (const std::ptrdiff_t count : surplus)
    (count > 0 ? out.added : out.removed) += static_cast<std::size_t>(count > 0 ? count : -count);
  return out;
}

}  // namespace dockgate::text
