#pragma once
// From what was understood of a build, and of an image, to what a manifest says.

#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.hpp"
#include "manifest/manifest.hpp"
#include "oci/image.hpp"

namespace dockgate::manifest {

/// A display path seen from the folder `folder`, with `..` where it does not lie below it; "." is the folder
/// itself.
std::string relative_to(std::string_view path, std::string_view folder);

/// The build as `facts` have it, weights with their digests. Paths are from `folder`, the display path of the
/// manifest's folder. Lists are sorted and have nothing twice.
Build collect(const facts::BuildFacts& facts, std::string_view folder, Policy policy);

/// What of an image a manifest keeps.
ShippedImage shipped_image(const oci::Image& image);
/// The digests of all files that were looked at in the image, for compare_with_image().
std::vector<std::string> digests_of(const oci::Image& image);
/// The names of the files of `build` that an image has to hold, for oci::ReadOptions.
std::vector<std::string> names_to_ask_for(const Build& build);

}  // namespace dockgate::manifest
