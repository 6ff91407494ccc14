#pragma once
// Torch files that stand as bytes inside of a pickle.

#include <string_view>

#include "weights/findings.hpp"

namespace dockgate::weights {

/// Scans what torch.load would open. `depth` counts the files around it.
void scan_torch_bytes_in_pickle(std::string_view bytes, const Spot& spot, Findings& findings, int depth);

}  // namespace dockgate::weights
