#pragma once
// What the value of a label can be read as.

#include <string>
#include <string_view>
#include <vector>

namespace dockgate::facts {

/// Of `url` (an absolute URI, RFC 3986), `email` (an address, RFC 5322 addr-spec without comments), `time`
/// (RFC 3339), `licence` (one SPDX identifier), `commit` (7 or 40 lower-case hex digits) and `version`
/// (semver.org 2.0.0) those that fit `value`, in this order. Linear in its size.
std::vector<std::string> value_forms(std::string_view value);

}  // namespace dockgate::facts
