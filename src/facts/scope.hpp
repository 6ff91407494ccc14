#pragma once
// Which fields of a fact say what it is, and not how well it does: what decides whether a rule is about it.

#include <span>
#include <string_view>

namespace dockgate::facts {

/// Names of the fields of `kind`, the common ones included, by which a rule chooses its subjects: the role of
/// an image, the name of a setting. All other fields are what it judges.
std::span<const std::string_view> scope_fields(std::string_view kind);

/// Some kinds are what a search has found (secrets, things to look at in code): the kind whose files were
/// searched, or "dockerfile". "" for a kind whose facts are there whether good or bad.
std::string_view searched_in(std::string_view kind);

}  // namespace dockgate::facts
