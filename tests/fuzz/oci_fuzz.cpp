// Fuzzes the reading of image archives: the tar around them, their indexes, their layers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "oci/image.hpp"
#include "text/file_trees.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  const auto tree =
      text::memory_files({{"image.tar", std::string(reinterpret_cast<const char*>(data), size)}});
  oci::ReadOptions options;
  options.scanned_bytes = 1u << 20;
  options.unpacked_bytes = 1u << 20;
  options.members = 200;
  options.asked = {"config.json"};
  const auto images = oci::read(*tree, "image.tar", options);
  if (!images) return 0;
  for (const auto& image : *images) {
    for (const auto& file : image.files) {
      // What is listed was hashed, and no path leads outside.
      if (file.sha256.size() != 64 || file.path.starts_with("/") || file.path.starts_with("../"))
        std::abort();
    }
  }
  return 0;
}
