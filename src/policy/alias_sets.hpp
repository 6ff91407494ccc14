#pragma once
// Which catalogue a name of another tool comes from.

#include <algorithm>
#include <string_view>

#include "text/ascii.hpp"

namespace dockgate::policy {

/// Whether `alias` is a name of the catalogue behind the set of rules `set`: hadolint's are letters and a
/// number (DL3007, SC2086), those of BuildKit's checks letters only (StageNameCasing).
constexpr bool alias_in_set(std::string_view alias, std::string_view set) {
  const bool has_digit = std::ranges::any_of(alias, text::is_digit);
  if (set == "hadolint") return has_digit && (alias.starts_with("DL") || alias.starts_with("SC"));
  return set == "buildkit" && !has_digit;
}

}  // namespace dockgate::policy
