#pragma once
// Whether two Python values are one, for who keeps what was made of them.

#include "python/program.hpp"

namespace dockgate::facts {

using SamePlace = bool (*)(const Place& a, const Place& b);

/// Whether all that is known of two values is the same, with the way that each came. Constants, names and
/// what is not known are compared, and lists and mappings of them; what stands for an object of the program
/// is the same only where both are one value. Null is like null alone.
bool same_value(const python::ValuePtr& a, const python::ValuePtr& b, SamePlace same_place);

}  // namespace dockgate::facts
