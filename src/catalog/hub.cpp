#include "catalog/hub.hpp"

#include <algorithm>

#include "catalog/apis.hpp"

namespace dockgate::catalog {

std::optional<HubRepository> hub_repository(const HubKnowledge& known, std::string_view api,
                                            std::string_view artifact, std::string_view id) {
  const auto covers = [&](std::string_view pattern) { return matches(pattern, api); };
  if (std::ranges::any_of(known.elsewhere, covers)) return std::nullopt;
  HubRepository out{artifact == "dataset" || artifact == "space" ? std::string(artifact) : "model",
                    std::string(id)};
  for (const HubOwner& row : known.owners) {
    if (!std::ranges::any_of(row.apis, covers)) continue;
    if (!row.kind.empty()) out.kind = row.kind;
    if (!row.owner.empty() && id.find('/') == std::string_view::npos)
      out.id = std::string(row.owner) + "/" + out.id;
    break;
  }
  return out;
}

}  // namespace dockgate::catalog
