#include "policy/level.hpp"

#include <algorithm>

namespace dockgate::policy {
namespace {

constexpr int severest = static_cast<int>(Severity::error);

}  // namespace

std::optional<int> level_from(std::string_view name) {
  const auto* found = std::ranges::find(level_words, name);
  if (found == level_words.end()) return std::nullopt;
  return severest - static_cast<int>(found - level_words.begin());
}

std::string_view level_name(int level) {
  if (level < level_off || level > severest) return {};
  return level_words[static_cast<std::size_t>(severest - level)];
}

}  // namespace dockgate::policy
