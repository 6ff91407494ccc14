#pragma once
// The words for how severe something is, as rules and policies write them.

#include <span>
#include <string_view>

#include <dockgate/finding.hpp>

namespace dockgate::policy {

/// Off, or a Severity. As a number (RuleSeverity::severity) off is -1.
constexpr int level_off = -1;

struct LevelName {
  std::string_view name;
  int level;
};
/// off, style, info, warning, error: from the mildest to the severest.
std::span<const LevelName> level_names();
/// The number behind `name`, or nothing. Letter case counts.
std::optional<int> level_from(std::string_view name);
std::string_view level_name(int level);

}  // namespace dockgate::policy
