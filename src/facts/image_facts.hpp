#pragma once
// Image references of a build, judged by their text alone.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/known_images.hpp"

namespace dockgate::facts {

/// All image references of `build` in file order: FROM, COPY --from, RUN --mount=from=, ADD and the `syntax`
/// directive. An image is pinned by a digest that is exact (see image::Reference::digest_valid). Without one
/// it floats when it has no tag, the tag `latest`, or one that names no version (catalog::moves); any other
/// tag is a tag. The other spellings of Docker Hub's host are read as docker.io.
std::vector<ImageFact> image_facts(const build::Build& build, KnownImages& images);

/// "BASE is `python:3.12` by its default (line 1)" for each variable that `text` depends on.
std::vector<std::string> notes_on_values(const build::Expanded& text);

}  // namespace dockgate::facts
