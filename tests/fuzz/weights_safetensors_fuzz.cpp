// Fuzzes the reading of weight files: headers of safetensors.
#include "weights/formats.hpp"
#include "weights_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  return fuzz(data, size, [](std::string_view bytes, Findings& findings) {
    if (begins_as_safetensors(bytes)) scan_safetensors(bytes, bytes.size(), Spot(), findings);
  });
}
