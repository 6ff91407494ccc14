#include "facts/collect.hpp"

#include <algorithm>
#include <unordered_map>

#include "catalog/index.hpp"
#include "catalog/maintainers.hpp"
#include "facts/code_issues.hpp"
#include "facts/code_pins.hpp"
#include "facts/code_reach.hpp"
#include "facts/command_facts.hpp"
#include "facts/copy_facts.hpp"
#include "facts/dockerfile_facts.hpp"
#include "facts/made_paths.hpp"
#include "facts/model_folders.hpp"
#include "facts/module_cache.hpp"
#include "facts/named_code.hpp"
#include "facts/python_loads.hpp"
#include "facts/revision.hpp"
#include "facts/run_facts.hpp"
#include "facts/settings.hpp"
#include "facts/shell_commands.hpp"
#include "facts/shell_loads.hpp"
#include "facts/unread_code.hpp"
#include "facts/versions.hpp"
#include "facts/waiting_scripts.hpp"
#include "facts/weight_facts.hpp"

namespace dockgate::facts {
namespace {

template <typename F>
void sort_by_place(std::vector<F>& facts) {
  const auto path = [](const F& fact) {
    return fact.at.source ? std::string_view(fact.at.source->path()) : std::string_view{};
  };
  const auto before = [&](const F& a, const F& b) {
    if (const auto order = path(a) <=> path(b); order != 0) return order < 0;
    return a.at.span.begin < b.at.span.begin;
  };
  if (!std::is_sorted(facts.begin(), facts.end(), before))
    std::stable_sort(facts.begin(), facts.end(), before);
}

template <typename T>
void append(std::vector<T>& all, std::vector<T> more) {
  if (all.empty()) {
    all = std::move(more);
    return;
  }
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void add_scripts(const build::Build& build, const ShellCommands& commands, BuildFacts& out) {
  for (const auto& script : commands.scripts) {
    CodeFact fact;
    fact.file = script.file.empty() ? script.image_file : script.file;
    fact.language = "shell";
    fact.subject = fact.file;
    fact.at = {script.source, {}};
    fact.trace = script.trace;
    fact.reached = !commands.waiting;
    fact.stage = script.stage;
    fact.phase = script.phase;
    if (script.stage >= 0 && static_cast<std::size_t>(script.stage) < build.stages.size())
      fact.stage_name = build.stages[static_cast<std::size_t>(script.stage)].name;
    out.code.push_back(std::move(fact));
  }
}

/// A notice for each model whose organisation only looks like a well-known one.
void add_lookalikes(const std::vector<ModelFact>& models, std::vector<NoticeFact>& notices) {
  std::unordered_map<std::string, std::string_view> alike;  // by organisation; most models share a few
  for (const auto& model : models) {
    const auto slash = model.id.find('/');
    if (model.id_state != IdState::known || slash == std::string::npos || !is_repository_id(model.id))
      continue;
    const auto [at, fresh] = alike.try_emplace(model.id.substr(0, slash));
    if (fresh) at->second = catalog::lookalike_organisation(catalog::image_knowledge(), at->first);
    const std::string_view known = at->second;
    if (known.empty()) continue;
    NoticeFact notice;
    static_cast<Fact&>(notice) = static_cast<const Fact&>(model);
    notice.notice = "lookalike-organisation";
    notice.name = model.id;
    notice.correct = std::string(known) + model.id.substr(slash);
    notice.message = "`" + model.id.substr(0, slash) + "` looks like `" + std::string(known) + "`";
    notices.push_back(std::move(notice));
  }
}

/// What commands say: those of the build, and those that ONBUILD keeps for later ones.
void add_facts_of_commands(const build::Build& build, const std::vector<RunCommand>& commands,
                           const Wanted& wanted, BuildFacts& out) {
  const auto triggers = trigger_commands(build);
  for (const auto* list : {&commands, &triggers}) add_command_facts(build, *list, wanted, out);
  if (!wanted_of(wanted, "run").none()) out.runs = run_facts(build, commands, triggers);
  out.copies = copy_facts(build, commands, wanted_of(wanted, "copy"));
}

}  // namespace

/// Facts, and what they were made from.
struct DockerfileSide {
  BuildFacts facts;
  ShellCommands commands;
  WaitingScripts waiting;
  Versions versions;
  std::size_t first_waiting = 0, end_waiting = 0;  // the models of scripts that only ship
};

namespace {

DockerfileSide read_side(const build::Build& build, const CollectOptions& options, ModuleCache& cache) {
  DockerfileSide side;
  BuildFacts& out = side.facts;
  out.context = build.context_path;
  out.label = build.request.label;
  if (build.file == nullptr) return side;
  out.source = build.file->source;
  if (out.source != nullptr) out.dockerfile = out.source->path();

  DockerfileWants wants{options.wanted, {}};
  // Which builds the index; without code there are no settings.
  if (options.code)
    wants.variable = [&](std::string_view name) { return cache.catalog().variable(name) != nullptr; };
  add_dockerfile_facts(build, cache.images(), wants, out);
  side.commands = shell_commands(build, cache.sources(), cache.runs());
  const ShellCommands& commands = side.commands;
  add_facts_of_commands(build, commands.commands, options.wanted, out);
  add_scripts(build, commands, out);
  if (!options.code) return side;

  const catalog::Index& index = cache.catalog();
  const auto rows = index.commands();
  append(out.models, shell_loads(build, commands, rows));
  const auto files = build.context ? cache.files(*build.context) : nullptr;
  if (files) {
    side.waiting = waiting_scripts(build, commands, *files);
    auto& waiting = side.waiting;
    side.first_waiting = out.models.size();
    append(out.models, shell_loads(build, waiting.commands, rows));
    side.end_waiting = out.models.size();
    add_scripts(build, waiting.commands, out);
    append(out.not_judged, waiting.commands.not_judged);
  }
  side.versions = read_versions(build, commands, index, files.get());
  append(out.settings, shell_settings(build, commands, index, side.versions, out.variables));
  return side;
}

/// Follows `side` into the Python code; `out` has its facts.
void add_code(const build::Build& build, const CollectOptions& options, ModuleCache& cache,
              const DockerfileSide& side, BuildFacts& out) {
  const ShellCommands& commands = side.commands;
  const auto files = build.context ? cache.files(*build.context) : nullptr;
  auto reach = reach_code(build, commands, side.waiting.commands, cache, options.jobs);
  for (std::size_t i = side.first_waiting; i < side.end_waiting; ++i)
    out.models[i].may_start = reach.start_is_open;
  auto python = add_python_facts(build, reach, side.versions, files.get(), options, cache, out);
  append(out.models, trusted_by_variable(out.settings, out.models, python.read));
  auto made = made_by_commands(commands);
  append(made, std::move(python.made));
  settle_models(build, made, out.models);
  if (files) settle_trusted_folders(build, made, *files, out.models);
  apply_code_pins(side.versions, out.models);
  if (files) {
    VendoredCode vendored(*build.context, *files, cache);
    append(out.models, model_folders(build, commands, *files, out.models, vendored));
    add_named_code(build, commands, *files, reach.code, options.names_model_code, cache, vendored);
    out.vendored = vendored.take();
    out.weights = weight_facts(build, *files, cache, {options.hash_weights, options.jobs}, out.not_judged);
  }
  add_unread_code(reach, out.vendored, options.all_code, cache, out.not_judged);
  append(out.code, std::move(reach.code));
  append(out.not_judged, commands.not_judged);
  append(out.not_judged, std::move(reach.not_judged));
}

}  // namespace

std::shared_ptr<const DockerfileSide> dockerfile_side(const build::Build& build,
                                                      const CollectOptions& options) {
  const auto cache = options.cache ? options.cache : make_module_cache();
  return std::make_shared<const DockerfileSide>(read_side(build, options, *cache));
}

BuildFacts collect(const build::Build& build, const CollectOptions& options,
                   std::shared_ptr<const DockerfileSide> side) {
  const auto cache = options.cache ? options.cache : make_module_cache();
  BuildFacts out;
  if (side) {
    out = side->facts;
  } else {
    auto own = std::make_shared<DockerfileSide>(read_side(build, options, *cache));
    out = std::move(own->facts);
    side = std::move(own);
  }
  if (build.file == nullptr) return out;
  if (!options.code) {
    append(out.not_judged, side->commands.not_judged);
    return out;
  }
  add_code(build, options, *cache, *side, out);
  add_lookalikes(out.models, out.notices);
  sort_by_place(out.models);
  sort_by_place(out.loads);
  sort_by_place(out.settings);
  sort_by_place(out.vendored);
  if (options.issues) out.code_issues = code_issues(out.vendored, *cache);
  sort_by_place(out.code);
  return out;
}

}  // namespace dockgate::facts
