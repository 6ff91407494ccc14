// Fuzzes the reading of weight files: the search for configurations in HDF5.
#include "weights/formats.hpp"
#include "weights_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  return fuzz(data, size,
              [](std::string_view bytes, Findings& findings) { scan_hdf5(bytes, Spot(), findings); });
}
