// Fuzzes the reading of weight files: pickles of all protocols.
#include "weights/pickle_scan.hpp"
#include "weights_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  return fuzz(data, size, [](std::string_view bytes, Findings& findings) {
    PickleOptions options;
    options.torch = true;
    scan_pickles(bytes, Spot(), findings, options);
    try_pickle(bytes, Spot(), findings);
  });
}
