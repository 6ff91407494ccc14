// Fuzzes the reading of weight files: files of any format: recognition, protocol buffers, decompression.
#include "weights/content.hpp"
#include "weights_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  return fuzz(data, size,
              [](std::string_view bytes, Findings& findings) { scan_content(bytes, Spot(), findings, 0); });
}
