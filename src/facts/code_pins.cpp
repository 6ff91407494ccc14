#include "facts/code_pins.hpp"

#include <algorithm>

#include "catalog/code_pins.hpp"

namespace dockgate::facts {
namespace {

bool holds(const catalog::CodePin& row, const ModelFact& model, const Versions& versions) {
  const bool named = std::any_of(row.apis.begin(), row.apis.end(), [&](std::string_view pattern) {
    return catalog::matches(pattern, model.api);
  });
  return named && (row.versions.package.empty() || versions.holds(row.versions).value_or(false));
}

}  // namespace

void apply_code_pins(const Versions& versions, std::vector<ModelFact>& models) {
  for (auto& model : models) {
    // A folder holds its code, and what is not known runs none for sure.
    if (model.remote_code != Known::yes || model.id_state == IdState::local) continue;
    for (const auto& row : catalog::code_pins()) {
      if (!holds(row, model, versions)) continue;
      model.code_revision_state = RevisionState::not_pinnable;
      if (model.revision_state == RevisionState::commit) model.alternative = row.alternative;
      model.notes.emplace_back(row.versions.why);
      // Nothing that could be written there would help.
      std::erase_if(model.parts, [](const Part& part) {
        return part.name == "code_arguments" || part.name == "code_revision_value";
      });
      break;
    }
  }
}

}  // namespace dockgate::facts
