#include "facts/wanted.hpp"

#include <algorithm>
#include <array>

namespace dockgate::facts {

std::span<const std::string_view> telling_fields(std::string_view kind) {
  static constexpr std::array<std::string_view, 2> command{"program", "wrapped_by"};
  static constexpr std::array<std::string_view, 1> install{"manager"};
  static constexpr std::array<std::string_view, 1> by_keyword{"keyword"};
  static constexpr std::array<std::string_view, 1> variable{"kind"};
  if (kind == "command") return command;
  if (kind == "install") return install;
  if (kind == "instruction" || kind == "copy") return by_keyword;
  if (kind == "variable") return variable;
  return {};
}

void WantedOfKind::add(std::string_view field, std::string_view text) {
  const std::pair<std::string, std::string> entry(field, text);
  const auto at = std::ranges::lower_bound(texts_, entry);
  if (at == texts_.end() || *at != entry) texts_.insert(at, entry);
}

bool WantedOfKind::has(std::string_view field, std::string_view text) const {
  // They are few.
  return all_ || std::ranges::any_of(
                     texts_, [&](const auto& entry) { return entry.second == text && entry.first == field; });
}

const WantedOfKind& wanted_of(const Wanted& wanted, std::string_view kind) {
  static const WantedOfKind all(true), none(false);
  if (!wanted) return all;
  const auto known = wanted->find(kind);
  return known == wanted->end() ? none : known->second;
}

}  // namespace dockgate::facts
