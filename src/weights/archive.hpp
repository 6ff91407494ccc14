#pragma once
// Archives of weights: ZIP (torch, TorchScript, Keras, npz, skops, MAR) and TAR (torch before 2018, NeMo).

#include <string_view>

#include "weights/content.hpp"

namespace dockgate::weights {

Content scan_zip(std::string_view bytes, const Spot& spot, Findings& findings, int depth);
Content scan_tar(std::string_view bytes, const Spot& spot, Findings& findings, int depth);

/// Whether an unpacker or reader that joins `name` to its folder leaves that folder: a name from the root,
/// one with a drive of Windows, or one with a part `..` between slashes of either kind.
bool leads_outside(std::string_view name);

}  // namespace dockgate::weights
