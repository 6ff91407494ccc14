#pragma once
// A name for a finding that stays when lines move, for baselines and for the platforms that track findings.

#include <cstddef>
#include <string>

#include <dockgate/finding.hpp>

namespace dockgate::findings {

/// 32 lower-case hex digits made from the rule, the file, the build, the subject and the text under the span
/// with its blanks evened out; never from line numbers or from the message. `ordinal` tells apart findings
/// that are equal in all of these, counted from 0 in the order of their places.
std::string fingerprint(const Finding& finding, std::size_t ordinal);

}  // namespace dockgate::findings
