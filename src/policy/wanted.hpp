#pragma once
// Which facts the rules of a policy can have something to say about.

#include <span>

#include "facts/wanted.hpp"
#include "policy/policy.hpp"

namespace dockgate::policy {

/// The facts that `rules`, or conditions on other facts in them, ask for. `policy` has the lists that they
/// name. Of facts that are left out no rule would have said anything, and none would have changed what is
/// said of others.
facts::WantedKinds wanted_facts(std::span<const Rule* const> rules, const Policy& policy);

/// Whether `rule` can say something of some fact, by the lists of `policy`: labels/url cannot where no list
/// names a label.
bool has_something_to_say(const Rule& rule, const Policy& policy);

}  // namespace dockgate::policy
