#pragma once
// How far a text is from an earlier one of which only marks of its lines are left.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dockgate::text {

/// Two characters out of A-Z a-z 0-9 - _ for each line, made from its text without blanks at the end: 12 bits
/// of a hash, enough to count changed lines, and no proof of anything.
std::string line_marks(std::string_view text);

struct LineDiff {
  std::size_t added = 0, removed = 0;
  std::uint32_t first_line = 0;  // of the later text, where they part; 0 when they do not
};
/// The least number of lines that turn the text with `marks` into `after` (Myers, "An O(ND) Difference
/// Algorithm", 1986). Where they are far apart, lines that only moved may count as unchanged, so that it
/// takes time in O(lines × 4000) at most.
LineDiff line_diff(std::string_view marks, std::string_view after);

}  // namespace dockgate::text
