#include "facts/trust_flags.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "catalog/words.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using python::Flag;

bool overlap(const Place& a, const Place& b) {
  return a.source != nullptr && a.source == b.source && a.span.begin < b.span.end &&
         b.span.begin < a.span.end;
}

/// Whether the model's way leads through `at`.
bool speaks_of(const ModelFact& model, const Place& at) {
  return overlap(model.at, at) ||
         std::any_of(model.trace.begin(), model.trace.end(),
                     [&](const Step& step) { return overlap(step.at, at); }) ||
         std::any_of(model.parts.begin(), model.parts.end(),
                     [&](const Part& part) { return overlap(part.at, at); });
}

bool runs_code(const ModelFact& model) {
  return model.remote_code == Known::yes &&
         (model.id_state != IdState::local || !model.vendored || !model.in_image);
}

/// Whether some value of the flag is true, and whether every one is.
std::pair<bool, bool> state(const Flag& flag) {
  bool any = false, all = true;
  for (const auto& possible : flag.value->possible) {
    const bool open = std::holds_alternative<python::Unknown>(possible.value);
    const bool on = !open && python::truth(possible).value_or(false);
    any = any || on;
    all = all && on;
  }
  return {any, all};
}

/// Whether some model runs code because the function `callee` of the program was given its parameter `name`.
bool arrives(const Flag& flag, const std::vector<ModelFact>& models) {
  std::set<std::string> steps;
  for (std::string_view rest = flag.callee;; rest.remove_prefix(rest.find('.') + 1)) {
    steps.insert(python::given_as(flag.name, rest));
    steps.insert(python::given_as(flag.name, std::string(rest) + ".__init__"));
    if (rest.find('.') == std::string_view::npos) break;
  }
  return std::any_of(models.begin(), models.end(), [&](const ModelFact& model) {
    return runs_code(model) && std::any_of(model.trace.begin(), model.trace.end(),
                                           [&](const Step& step) { return steps.contains(step.what); });
  });
}

bool counts(const Flag& flag, const std::vector<ModelFact>& models, const catalog::Index& catalog) {
  const auto [any, all] = state(flag);
  if (!any || flag.dead || (flag.handed_on && !flag.literal)) return false;
  const auto some = [&](const auto& holds) { return std::any_of(models.begin(), models.end(), holds); };
  // One cause gives one finding: a load in the same file, where the value was followed to, shows it already.
  if (some([&](const ModelFact& model) { return overlap(model.at, flag.at); })) return false;
  const bool shown = some([&](const ModelFact& model) { return model.at.source == flag.at.source; });

  const bool keyword = flag.written == Flag::Written::keyword;
  const std::string_view last = text::last_part(flag.callee);
  const auto tables = catalog::word_knowledge().keyword_tables;
  const bool into_table = !keyword || std::find(tables.begin(), tables.end(), last) != tables.end();
  if (into_table || flag.own) {
    if (shown) return false;
    if (some([&](const ModelFact& model) { return runs_code(model) && speaks_of(model, flag.at); }))
      return true;
    return flag.literal && (into_table ? !some([&](const auto& model) { return speaks_of(model, flag.at); })
                                       : arrives(flag, models));
  }
  if (catalog.model(flag.callee, flag.bases, true) != nullptr) return false;
  return flag.literal || all;
}

}  // namespace

std::vector<ModelFact> trusted_by_flag(const std::vector<TrustFlag>& flags,
                                       const std::vector<ModelFact>& models, const catalog::Index& catalog) {
  std::vector<ModelFact> out;
  std::set<std::tuple<std::string, std::uint32_t>> seen;
  // What something starts tells more than what only ships.
  for (const bool reached : {true, false})
    for (const auto& [flag, placed] : flags) {
      if (placed.reached != reached || flag.at.source == nullptr) continue;
      if (seen.contains({flag.at.source->path(), flag.at.span.begin}) || !counts(flag, models, catalog))
        continue;
      seen.emplace(flag.at.source->path(), flag.at.span.begin);
      ModelFact fact;
      static_cast<Fact&>(fact) = placed;
      fact.at = flag.at;
      fact.api = flag.name;
      fact.subject = flag.name;
      fact.artifact = "flag";
      fact.missing = "which models are loaded with it";
      fact.revision_state = RevisionState::not_needed;
      fact.fetched = false;
      fact.remote_code = Known::yes;
      out.push_back(std::move(fact));
    }
  return out;
}

}  // namespace dockgate::facts
