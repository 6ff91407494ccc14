#pragma once
// The words for how severe something is, as rules and policies write them.

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include <dockgate/finding.hpp>

namespace dockgate::policy {

/// Off, or a Severity. As a number (RuleSeverity::severity) off is -1.
constexpr int level_off = -1;

/// From the severest to the mildest; the number of a word is 3 minus its index.
inline constexpr std::array<std::string_view, 5> level_words{"error", "warning", "info", "style", "off"};

/// The number behind `name`, or nothing. Letter case counts.
std::optional<int> level_from(std::string_view name);
std::string_view level_name(int level);

}  // namespace dockgate::policy
