#include "policy/level.hpp"

#include <algorithm>
#include <array>

namespace dockgate::policy {
namespace {

constexpr std::array names{LevelName{"off", level_off}, LevelName{"style", static_cast<int>(Severity::style)},
                           LevelName{"info", static_cast<int>(Severity::info)},
                           LevelName{"warning", static_cast<int>(Severity::warning)},
                           LevelName{"error", static_cast<int>(Severity::error)}};

}  // namespace

std::span<const LevelName> level_names() {
  return names;
}

std::optional<int> level_from(std::string_view name) {
  const auto* found = std::ranges::find(names, name, &LevelName::name);
  if (found == names.end()) return std::nullopt;
  return found->level;
}

std::string_view level_name(int level) {
  const auto* found = std::ranges::find(names, level, &LevelName::level);
  return found == names.end() ? std::string_view() : found->name;
}

}  // namespace dockgate::policy
