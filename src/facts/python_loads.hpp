#pragma once
// What the Python of a build loads.

#include "catalog/index.hpp"
#include "facts/code_reach.hpp"
#include "facts/versions.hpp"

namespace dockgate::facts {

/// Adds the models and deserialisations of all programs of `reach`. A call that several programs run gives
/// one fact: that of the way that starts it, with the worst verdict.
void add_python_facts(const build::Build& build, const CodeReach& reach, const catalog::Index& catalog,
                      const Versions& versions, const ContextFiles* files, BuildFacts& facts);

}  // namespace dockgate::facts
