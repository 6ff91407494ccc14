#pragma once
// The image that `--image` names.

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "oci/image.hpp"

namespace dockgate::cli {

/// Reads all images of the archive, several parts at once. Files called like one of `names` are hashed
/// whatever they hold. Fails when it is no such archive.
Result<std::vector<oci::Image>> read_images(const Options& options, const std::vector<std::string>& names);

}  // namespace dockgate::cli
