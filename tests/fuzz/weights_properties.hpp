#pragma once
// What the fuzz targets of weight files share.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weights/findings.hpp"

namespace dockgate::weights {

/// Runs `scan(bytes, findings)` under bounds that keep one input cheap.
template <typename Scan>
int fuzz(const std::uint8_t* data, std::size_t size, Scan scan) {
  Limits limits;
  limits.unpacked_bytes = 1u << 20;
  limits.opcodes = 200'000;
  limits.members = 200;
  limits.depth = 3;
  Findings findings(limits);
  scan(std::string_view(reinterpret_cast<const char*>(data), size), findings);
  return 0;
}

}  // namespace dockgate::weights
