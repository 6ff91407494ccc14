#pragma once
// What the Dockerfile alone says: stages, images, instructions, variables, the user at start, secrets.

#include "build/build.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// Adds stages, images, instructions, variables, users and secrets of `build` to `facts`, in file order.
/// Never fails.
void add_dockerfile_facts(const build::Build& build, BuildFacts& facts);

/// The user that the container of the target stage starts as; see UserFact. Without a USER the base image
/// decides: known images are judged by the list of policies/catalog/maintainers.yaml, where those that are
/// not said to set another user start as root; an image that nobody knows leaves it open.
std::vector<UserFact> users(const build::Build& build);

}  // namespace dockgate::facts
