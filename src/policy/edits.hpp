#pragma once
// The edits of rules, as data, to edits of files.

#include <optional>

#include "facts/schema.hpp"
#include "policy/rule.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::policy {

/// `edit` made for `fact` of `kind`; its condition is not asked. Nothing where the fact lacks a part that the
/// edit changes or a field that its texts name, or where such a part stands in another file: it came out of a
/// variable.
std::optional<Fix> fix_of(const RuleEdit& edit, const facts::Fact& fact, const facts::Kind& kind);

/// Whether both change the same places in the same way.
bool same_edits(const Fix& a, const Fix& b);

}  // namespace dockgate::policy
