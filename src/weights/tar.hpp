#pragma once
// Members of TAR files: ustar, GNU and pax.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "weights/findings.hpp"

namespace dockgate::weights {

struct TarEntry {
  std::string name;
  std::string target;  // of links
  char type = '0';
  std::string_view data;
};

/// Whether `bytes` begin with the header of a member: its checksum is right.
bool begins_as_tar(std::string_view bytes);

/// All members. Reasons: links and names that lead outside, devices, broken headers, what stands behind the
/// end. Long names of GNU and pax are applied.
std::vector<TarEntry> read_tar(std::string_view bytes, const Spot& spot, Findings& findings);

}  // namespace dockgate::weights
