#include "fix/patch.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace dockgate::fix {
namespace {

constexpr std::size_t context = 3;
// Where more pairs of lines would have to be compared, all between the first and the last difference is
// replaced.
constexpr std::size_t most_cells = 4u << 20;

/// The lines of `text` with their ends; the last one may have none.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

using Lines = std::vector<std::string_view>;

/// A run of lines that are replaced: [begin, end) of the old text by [other_begin, other_end) of the new one.
struct Change {
  std::size_t begin, end, other_begin, other_end;
};

/// For each line of `a` whether it stays, and of `b` whether it was there: a longest common subsequence.
/// False when the table for it would be too large.
bool common_lines(const Lines& a, const Lines& b, std::vector<bool>& stays, std::vector<bool>& stood) {
  const std::size_t width = b.size() + 1;
  if ((a.size() + 1) > most_cells / width) return false;
  std::vector<std::uint32_t> longest((a.size() + 1) * width, 0);  // of what begins at a line of each
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t k = b.size(); k-- > 0;) {
      longest[i * width + k] = a[i] == b[k]
                                   ? longest[(i + 1) * width + k + 1] + 1
                                   : std::max(longest[(i + 1) * width + k], longest[i * width + k + 1]);
    }
  }
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    if (a[i] == b[k]) {
      stays[i++] = stood[k++] = true;
    } else if (longest[(i + 1) * width + k] >= longest[i * width + k + 1]) {
      ++i;
    } else {
      ++k;
    }
  }
  return true;
}

std::vector<Change> changes_between(const Lines& a, const Lines& b) {
  std::size_t head = 0, tail = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
    ++tail;
  const Lines one(a.begin() + static_cast<std::ptrdiff_t>(head), a.end() - static_cast<std::ptrdiff_t>(tail));
  const Lines other(b.begin() + static_cast<std::ptrdiff_t>(head),
                    b.end() - static_cast<std::ptrdiff_t>(tail));
  std::vector<bool> stays(one.size(), false), stood(other.size(), false);
  common_lines(one, other, stays, stood);
  std::vector<Change> changes;
  std::size_t i = 0, k = 0;
  while (i < one.size() || k < other.size()) {
    if (i < one.size() && k < other.size() && stays[i] && stood[k]) {
      ++i, ++k;
      continue;
    }
    Change change{head + i, head + i, head + k, head + k};
    while (i < one.size() && !stays[i]) ++i;
    while (k < other.size() && !stood[k]) ++k;
    change.end = head + i;
    change.other_end = head + k;
    changes.push_back(change);
  }
  return changes;
}

void add_line(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

std::string range(std::size_t begin, std::size_t count) {
  // A range of no lines is named by the line before it.
  return std::to_string(count == 0 ? begin : begin + 1) + (count == 1 ? "" : "," + std::to_string(count));
}

/// One hunk out of changes that lie near one another.
void add_hunk(std::string& out, const Lines& a, const Lines& b, const Change* first, const Change* last) {
  const std::size_t before = std::min(first->begin, context);
  const std::size_t behind = std::min(a.size() - last->end, context);
  const std::size_t begin = first->begin - before, end = last->end + behind;
  const std::size_t other_begin = first->other_begin - before, other_end = last->other_end + behind;
  out += "@@ -" + range(begin, end - begin) + " +" + range(other_begin, other_end - other_begin) + " @@\n";
  std::size_t at = begin;
  for (const Change* change = first; change <= last; ++change) {
    for (; at < change->begin; ++at) add_line(out, ' ', a[at]);
    for (; at < change->end; ++at) add_line(out, '-', a[at]);
    for (std::size_t k = change->other_begin; k < change->other_end; ++k) add_line(out, '+', b[k]);
  }
  for (; at < end; ++at) add_line(out, ' ', a[at]);
}

bool needs_quotes(std::string_view path) {
  return std::ranges::any_of(path, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte >= 0x7f || c == '"' || c == '\\';
  });
}

/// `side`/`path` as git writes it in a header.
std::string header_name(std::string_view side, std::string_view path) {
  const std::string whole = std::string(side) + std::string(path);
  if (!needs_quotes(path)) return whole;
  std::string out = "\"";
  for (const char c : whole) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += {'\\', static_cast<char>('0' + byte / 64), static_cast<char>('0' + byte / 8 % 8),
              static_cast<char>('0' + byte % 8)};
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

std::string patch(std::string_view path, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const Lines a = lines_of(before), b = lines_of(after);
  const std::vector<Change> changes = changes_between(a, b);
  const std::string one = header_name("a/", path), other = header_name("b/", path);
  // A tab tells where a name with blanks ends.
  const std::string end = path.find(' ') == std::string_view::npos || one.front() == '"' ? "\n" : "\t\n";
  // Without a `diff --git` line, with which git would take the paths as those from the top of the repository.
  std::string out = "--- " + one + end + "+++ " + other + end;
  for (std::size_t first = 0; first < changes.size();) {
    std::size_t last = first;
    while (last + 1 < changes.size() && changes[last + 1].begin - changes[last].end <= 2 * context) ++last;
    add_hunk(out, a, b, &changes[first], &changes[last]);
    first = last + 1;
  }
  return out;
}

}  // namespace dockgate::fix
