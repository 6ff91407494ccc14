#pragma once
// Which repository of the Hugging Face hub an id names: constant data, made from policies/catalog/hub.yaml
// when the project is built.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dockgate::catalog {

struct HubOwner {
  std::span<const std::string_view> apis;  // patterns: `*` stands for any text
  std::string_view owner;                  // of ids that name none
  std::string_view kind;                   // model, dataset, space; "" = as the call says
};

struct HubKnowledge {
  std::span<const std::string_view> elsewhere;  // patterns of APIs whose ids other registries know
  std::span<const HubOwner> owners;
  std::span<const std::string_view> newest;  // patterns of what the hub answers with the newest commit
};

const HubKnowledge& hub_knowledge();

struct HubRepository {
  std::string kind;  // model, dataset, space
  std::string id;    // "org/name", or "name" for the old ones
};

/// The repository that `id` names for `api` ("transformers.AutoModel.from_pretrained", "hf download"), which
/// loads an artefact of the kind `artifact`. Nothing where another registry knows the id. That it has the
/// shape of a repository is the caller's to check.
std::optional<HubRepository> hub_repository(const HubKnowledge& known, std::string_view api,
                                            std::string_view artifact, std::string_view id);

}  // namespace dockgate::catalog
