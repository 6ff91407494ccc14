// Fuzzes the reading of weight files: ZIP directories and the members of archives.
#include "weights/archive.hpp"
#include "weights_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  return fuzz(data, size,
              [](std::string_view bytes, Findings& findings) { scan_zip(bytes, Spot(), findings, 0); });
}
