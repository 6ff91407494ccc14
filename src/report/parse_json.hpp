#pragma once
// `parse`: the shape dockgate.parse/1.

#include <span>
#include <string>

#include "dockerfile/syntax.hpp"

namespace dockgate::report {

/// The syntax trees of `files`, one after the other. Bytes that are not UTF-8 become U+FFFD. Lines count from
/// 1 and columns too, in code points. The trigger of an ONBUILD has the shape of an instruction and the lines
/// of its ONBUILD, on which its here-documents stand.
std::string parse_json(std::span<const dockerfile::File> files);

}  // namespace dockgate::report
