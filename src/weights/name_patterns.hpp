#pragma once
// Names under which weights are stored: constant data made from policies/catalog/weights.yaml.

#include <span>
#include <string_view>

namespace dockgate::weights {

struct NamePatterns {
  std::span<const std::string_view> weights;  // globs on the file's name in lower case
  std::span<const std::string_view> maybe;
};
NamePatterns name_patterns();

}  // namespace dockgate::weights
