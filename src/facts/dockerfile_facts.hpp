#pragma once
// What the Dockerfile alone says: stages, images, instructions, variables, the user at start, secrets.

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/known_images.hpp"

namespace dockgate::facts {

/// Adds stages, images, instructions, variables, users and secrets of `build` to `facts`, in file order.
/// Never fails. `known`: what the run has asked about images so far; `secrets`: those too.
void add_dockerfile_facts(const build::Build& build, KnownImages& known, BuildFacts& facts,
                          bool secrets = true);

}  // namespace dockgate::facts
