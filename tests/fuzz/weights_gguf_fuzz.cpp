// Fuzzes the reading of weight files: values and tensors of GGUF, chat templates.
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
  if (begins_as_gguf(bytes)) scan_gguf(bytes, Spot(), findings);
  return 0;
}
