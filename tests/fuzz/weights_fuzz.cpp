// Fuzzes the reading of weight files: files of any format: recognition, protocol buffers, decompression.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weights/content.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::weights;
  Limits limits;
  limits.unpacked_bytes = 1u << 20;
  limits.opcodes = 200'000;
  limits.members = 200;
  limits.depth = 3;
  Findings findings(limits);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  scan_content(bytes, Spot(), findings, 0);
  return 0;
}
