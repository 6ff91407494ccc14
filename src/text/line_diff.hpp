#pragma once
// How far two texts are apart, in lines.

#include <cstddef>
#include <string_view>

namespace dockgate::text {

struct LineDiff {
  std::size_t added = 0, removed = 0;
};
/// The least number of lines that turn `before` into `after` (Myers, "An O(ND) Difference Algorithm", 1986).
/// Where the texts are far apart, lines that only moved may count as unchanged, so that it takes time in
/// O(lines × 4000) at most.
LineDiff line_diff(std::string_view before, std::string_view after);

}  // namespace dockgate::text
