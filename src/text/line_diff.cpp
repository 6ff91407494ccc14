#include "text/line_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "text/words.hpp"

namespace dockgate::text {

namespace {

constexpr std::ptrdiff_t most_edits = 4000;

using Lines = std::vector<std::uint32_t>;  // equal numbers: equal lines

Lines numbered(std::string_view text, std::map<std::string_view, std::uint32_t>& numbers) {
  Lines out;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return out;
  for (const std::string_view line : split(text, '\n'))
    out.push_back(numbers.emplace(line, static_cast<std::uint32_t>(numbers.size())).first->second);
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

LineDiff line_diff(std::string_view before, std::string_view after) {
  std::map<std::string_view, std::uint32_t> numbers;
  Lines a = numbered(before, numbers);
  Lines b = numbered(after, numbers);
  const auto front = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  a.erase(a.begin(), front.first);
  b.erase(b.begin(), front.second);
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.pop_back();
    b.pop_back();
  }
  if (const auto count = edits(a, b)) {
    const std::size_t removed = (*count + a.size() - b.size()) / 2;
    return {*count - removed, removed};
  }
  std::vector<std::ptrdiff_t> surplus(numbers.size(), 0);
  for (const std::uint32_t line : a) --surplus[line];
  for (const std::uint32_t line : b) ++surplus[line];
  LineDiff out;
  for (const std::ptrdiff_t count : surplus)
    (count > 0 ? out.added : out.removed) += static_cast<std::size_t>(count > 0 ? count : -count);
  return out;
}

}  // namespace dockgate::text
