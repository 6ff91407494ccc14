#pragma once
// C++ source text of constant tables, for the tool that embeds rules.

#include <span>
#include <string>
#include <string_view>

#include "policy/rule.hpp"
#include "policy/settings.hpp"

namespace dockgate::policy {

/// A translation unit that defines builtin_rules() and what builtin.hpp declares. `rules` sorted by name.
std::string builtin_source(std::span<const Rule> rules, const Settings& recommended);

}  // namespace dockgate::policy
