#pragma once
// What the Dockerfile alone says: stages, images, instructions, variables, the user at start, secrets.

#include "build/build.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// Adds stages, images, instructions, variables, users and secrets of `build` to `facts`, in file order.
/// Never fails.
/// `secrets`: those too.
void add_dockerfile_facts(const build::Build& build, BuildFacts& facts, bool secrets = true);

}  // namespace dockgate::facts
