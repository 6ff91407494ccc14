#pragma once
// How wide text is on a terminal, so that carets stand under what they mean.

#include <cstdint>

namespace dockgate::report {

/// Columns that a code point takes: 0 for combining marks and variation selectors, 2 for East Asian wide and
/// full-width forms and emoji (Unicode 15, EastAsianWidth.txt W and F in blocks), else 1.
unsigned display_width(std::uint32_t code_point);

}  // namespace dockgate::report
