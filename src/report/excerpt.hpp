#pragma once
// A piece of source with a mark under it, as compilers show it.

#include <string>
#include <string_view>

#include "report/style.hpp"
#include <dockgate/text.hpp>

namespace dockgate::report {

struct ExcerptOptions {
  std::string_view arrow = "-->";  // before FILE:LINE:COLUMN
  char mark = '^';
  Ink ink = Ink::error;
  std::size_t gutter = 1;  // width of the line numbers
  bool whole_span = true;  // false: mark only the part of the span that lies in its first line
};

/// The lines of `place` with a mark from its first to its last character, and `label` behind the mark. Exact
/// with tabs (shown as blanks up to the next multiple of four), wide and combining characters, bytes that are
/// not UTF-8 and control characters (shown as escapes). A span over many lines is elided in its middle, a
/// long line around the span. Ends with a line end. A place without source gives only its label.
std::string excerpt(const Place& place, std::string_view label, const ExcerptOptions& options,
                    const Style& style);

/// Digits that the line numbers of `place` need.
std::size_t gutter_width(const Place& place);

/// "file:line:column" of the beginning of `place`, printable; "" without a source.
std::string location(const Place& place);

}  // namespace dockgate::report
