#pragma once
// Archives of weights: ZIP (torch, TorchScript, Keras, npz, skops, MAR) and TAR (torch before 2018, NeMo).

#include <string_view>

#include "weights/content.hpp"

namespace dockgate::weights {

Content scan_zip(std::string_view bytes, const Spot& spot, Findings& findings, int depth);
Content scan_tar(std::string_view bytes, const Spot& spot, Findings& findings, int depth);

}  // namespace dockgate::weights
