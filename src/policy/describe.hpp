#pragma once
// A rule in the words that reports show.

#include "policy/rule.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::policy {

/// Without the line ends that block scalars have at their end.
RuleInfo describe(const Rule& rule);

}  // namespace dockgate::policy
