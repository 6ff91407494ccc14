#pragma once
// What the Dockerfile alone says: stages, images, instructions, variables, the user at start, secrets.

#include <functional>
#include <string_view>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/known_images.hpp"
#include "facts/wanted.hpp"

namespace dockgate::facts {

/// What is asked for of a Dockerfile.
struct DockerfileWants {
  Wanted wanted;
  /// Whether a variable of this name is of interest, whoever asks for variables; may be empty.
  std::function<bool(std::string_view name)> variable;
};

/// Adds stages, images and the user of `build`, and what is wanted of its instructions, variables, secrets
/// and the like, to `facts`, in file order. Labels are always there: they may say the boundary. Never fails.
/// `known`: what the run has asked about images so far.
void add_dockerfile_facts(const build::Build& build, KnownImages& known, const DockerfileWants& wants,
                          BuildFacts& facts);

}  // namespace dockgate::facts
