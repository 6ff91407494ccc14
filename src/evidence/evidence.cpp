#include "evidence/evidence.hpp"

#include <algorithm>
#include <array>

namespace dockgate::evidence {
namespace {

constexpr std::array<std::pair<Outcome, std::string_view>, 5> outcomes{
    {{Outcome::not_applicable, "not applicable"},
     {Outcome::proved, "proved"},
     {Outcome::excepted, "excepted"},
     {Outcome::unresolved, "unresolved"},
     {Outcome::refuted, "refuted"}}};

}  // namespace

std::string_view to_string(Outcome outcome) {
  const auto* found = std::ranges::find(outcomes, outcome, &std::pair<Outcome, std::string_view>::first);
  return found == outcomes.end() ? std::string_view() : found->second;
}

std::optional<Outcome> outcome_from(std::string_view name) {
  const auto* found = std::ranges::find(outcomes, name, &std::pair<Outcome, std::string_view>::second);
  return found == outcomes.end() ? std::nullopt : std::optional(found->first);
}

std::string_view to_string(Node::Column column) {
  switch (column) {
    case Node::Column::base:
      return "base images";
    case Node::Column::stage:
      return "stages";
    case Node::Column::script:
      return "scripts";
    case Node::Column::module:
      return "modules";
    case Node::Column::model:
      return "models";
    case Node::Column::weights:
      return "weights";
  }
  return "";
}

std::size_t debt(const Evidence& evidence) {
  return static_cast<std::size_t>(std::ranges::count_if(evidence.findings, [](const SeenFinding& finding) {
    return finding.excuse && finding.excuse->by == "baseline";
  }));
}

}  // namespace dockgate::evidence
