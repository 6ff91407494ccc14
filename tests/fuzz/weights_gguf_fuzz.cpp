// Fuzzes the reading of weight files: values and tensors of GGUF, chat templates.
#include "weights/formats.hpp"
#include "weights_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  return fuzz(data, size, [](std::string_view bytes, Findings& findings) {
    if (begins_as_gguf(bytes)) scan_gguf(bytes, Spot(), findings);
  });
}
