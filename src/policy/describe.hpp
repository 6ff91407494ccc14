#pragma once
// A rule in the words that reports show.

#include <string>
#include <string_view>

#include "policy/rule.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::policy {

/// `text` of a rule without a finding to fill its placeholders: each is `…`.
std::string without_placeholders(std::string_view text);

/// Without the line ends that block scalars have at their end.
RuleInfo describe(const Rule& rule);

}  // namespace dockgate::policy
