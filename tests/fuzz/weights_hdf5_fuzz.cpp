// Fuzzes the reading of weight files: the search for configurations in HDF5.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weights/formats.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  Limits limits;
  limits.unpacked_bytes = 1u << 20;
  limits.opcodes = 200'000;
  limits.members = 200;
  limits.depth = 3;
  Findings findings(limits);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  scan_hdf5(bytes, Spot(), findings);
  return 0;
}
