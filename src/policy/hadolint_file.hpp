#pragma once
// hadolint's configuration file read as a policy (docs/rules-hadolint.md).

#include <string_view>
#include <vector>

#include "policy/settings.hpp"
#include "yaml/node.hpp"

namespace dockgate::policy {

/// Whether a file of this name is hadolint's: `.hadolint.yaml`, `hadolint.yml` and the like.
bool is_hadolint_file(std::string_view path);

/// What the file says, as settings over `builtin:hadolint`. As in hadolint, keys and codes that nobody knows
/// are passed over; values of a wrong type, levels and label types that do not exist go to `problems`.
Settings read_hadolint_file(const yaml::Node& node, std::vector<Problem>& problems);

}  // namespace dockgate::policy
