#pragma once
// Why it matters that a value of a lock has changed.

#include <string>
#include <vector>

#include "lock/lock.hpp"

namespace dockgate::lock {

/// What is different beyond the digest: platforms that came and went, and those that stayed the same.
std::vector<std::string> reasons(const Image& before, const Image& after);
/// What is different beyond the commit, what may run first: code, weights, the rest; another name of the
/// repository.
std::vector<std::string> reasons(const Model& before, const Model& after);

}  // namespace dockgate::lock
