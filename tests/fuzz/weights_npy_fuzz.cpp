// Fuzzes the reading of weight files: headers of NumPy arrays.
#include "weights/formats.hpp"
#include "weights_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  return fuzz(data, size, [](std::string_view bytes, Findings& findings) {
    if (begins_as_npy(bytes)) scan_npy(bytes, Spot(), findings, 0);
  });
}
