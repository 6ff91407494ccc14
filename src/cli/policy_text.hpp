#pragma once
// The effective policy as text.

#include <string>
#include <string_view>

#include "policy/policy.hpp"

namespace dockgate::cli {

/// Everything that holds for the Dockerfile at display path `path`, in the form of a policy file, each value
/// with a comment that says where it stands: `# .dockgate.yaml:12`, `# built-in`.
std::string policy_text(const policy::Policy& policy, std::string_view path, text::Date today);

}  // namespace dockgate::cli
