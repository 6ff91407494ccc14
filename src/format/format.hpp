#pragma once
// The layout of a Dockerfile, without a change of what Docker reads in it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/syntax.hpp"

namespace dockgate::format {

/// `text` in place of the bytes of `span`.
struct LayoutEdit {
  Span span;
  std::string text;
  bool operator==(const LayoutEdit&) const = default;
};

/// The edits that give `file` the usual layout: instructions in upper case at the left margin, one blank
/// between words that are split at blanks, four blanks before what continues a line, at most one blank line
/// in a row, no blanks at the end of a line, one line end at the end. Sorted; none overlaps another.
///
/// What Docker reads stays the same: an edit after which same_tree() would not hold is left out. So the text
/// of a RUN and the bodies of here-documents keep every blank. Made again, there is nothing left to do. Line
/// ends stay as they are.
std::vector<LayoutEdit> layout_edits(const dockerfile::File& file);

/// `text` with `edits` made, which are sorted and do not overlap.
std::string apply_layout(std::string_view text, const std::vector<LayoutEdit>& edits);

/// Whether Docker reads the same in both: directives, instructions with flags, arguments, here-documents and
/// the comments above them, and the same mistakes.
bool same_tree(const dockerfile::File& a, const dockerfile::File& b);

}  // namespace dockgate::format
