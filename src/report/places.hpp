#pragma once
// Places as reports write them.

#include <string_view>

#include <dockgate/finding.hpp>

namespace dockgate::report {

struct Range {
  Position begin, end;  // `end` is exclusive
};

/// Lines and columns of a place; 1:1 without a source.
Range range_of(const Place& place);
/// The path of a place; "" without a source.
std::string_view file_of(const Place& place);
/// The file that a finding is shown in: that of its place, else its Dockerfile.
std::string_view file_of(const Finding& finding);

}  // namespace dockgate::report
