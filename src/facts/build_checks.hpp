#pragma once
// What Docker's build checks speak of, as facts.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// The notices of `build` and, beside them, what shows in the text of its instructions alone:
/// stage-name-casing, from-as-casing, empty-continuation, instruction-casing, maintainer, legacy-key-value
/// and definition-description (docs/rules-buildkit.md). Every one starts on the line on which BuildKit
/// reports it: at the very word if that stands there, else at the instruction's keyword. Instructions that
/// BuildKit refuses are left out. In the order of their places. Never fails.
std::vector<NoticeFact> notice_facts(const build::Build& build);

}  // namespace dockgate::facts
