#include "facts/python_loads.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "catalog/words.hpp"
#include "facts/image_files.hpp"
#include "facts/judge_values.hpp"
#include "facts/model_memo.hpp"
#include "facts/python_calls.hpp"
#include "facts/python_processes.hpp"
#include "facts/python_writes.hpp"
#include "facts/revision.hpp"
#include "facts/settings.hpp"
#include "facts/shell_loads.hpp"
#include "facts/trust_flags.hpp"
#include "python/digests.hpp"
#include "python/lazy_module.hpp"
#include "text/for_each.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr std::uint64_t max_configuration = 1u << 20;

bool is_on(std::string_view value) {
  const auto lowered = text::lower(value);
  return lowered == "1" || lowered == "true" || lowered == "yes" || lowered == "on";
}

bool is_test_file(std::string_view path) {
  const auto name = text::file_name(path);
  if (name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py") return true;
  for (const auto part : text::split(path, '/'))
    if (part == "tests" || part == "test" || part == "testing") return true;
  return false;
}

/// Whether something is fetched that neither a commit nor a digest fixes.
bool is_open_fetch(const ModelFact& fact) {
  return fact.fetched && !fact.verified && fact.revision_state != RevisionState::commit &&
         fact.revision_state != RevisionState::not_needed;
}

/// Environment of one program: what the Dockerfile and the command give.
class ProgramEnvironment {
 public:
  explicit ProgramEnvironment(const Program& program) : program_(program) {}

  /// Nothing when the Dockerfile says nothing; a null pointer when it is known to be unset.
  std::optional<python::ValuePtr> value(std::string_view name) const {
    for (const auto& [assigned, word] : program_.assignments) {
      if (assigned != name) continue;
      if (!word.known) return std::nullopt;
      return python::text_value(word.text.text(), word.at,
                                "`" + assigned + "=" + word.text.text() + "` before the command");
    }
    if (program_.exported)
      for (const auto& variable : *program_.exported) {
        if (variable.name != name) continue;
        if (variable.unset) return python::ValuePtr();
        if (!variable.known) return std::nullopt;
        return python::text_value(
            variable.value, variable.at,
            "`" + variable.name + "=" + variable.value + "` in the script that starts it");
      }
    if (program_.scope == nullptr) return std::nullopt;
    const auto found = program_.scope->find(name);
    if (found == program_.scope->end()) return std::nullopt;
    const auto& variable = found->second;
    // An ARG lives while the image is built and not in the container.
    if (program_.phase != Phase::build && !variable.is_env) return std::nullopt;
    if (!variable.known) return std::nullopt;
    if (!variable.value) return python::ValuePtr();
    const bool env = variable.is_env;
    // The lines that carried the value to this one go before it.
    python::Value value = *python::text_value(*variable.value, variable.at, {});
    auto& steps = value.possible.front().trace;
    for (std::size_t i = 0; i + 1 < variable.trace.size(); ++i)
      steps.push_back({variable.trace[i].first, variable.trace[i].second});
    steps.push_back(
        {variable.at, std::string(env ? "ENV " : "ARG ") + variable.name + "=" + *variable.value});
    return std::make_shared<const python::Value>(std::move(value));
  }

  std::optional<std::string> text(std::string_view name) const {
    const auto found = value(name);
    if (!found || *found == nullptr) return std::nullopt;
    const auto* text = (*found)->text();
    return text == nullptr ? std::nullopt : std::optional(*text);
  }

 private:
  const Program& program_;
};

python::ValuePtr word_value(const shell::Word& word) {
  if (word.known)
    return python::text_value(word.text.text(), word.at, "`" + word.text.text() + "` on the command line");
  auto value = std::make_shared<python::Value>();
  value->at = word.at;
  python::Unknown unknown;
  unknown.what = "`" + word.missing + "` on the command line";
  unknown.at = word.at;
  unknown.why = python::Why::command_line;
  unknown.variable = word.missing;
  value->possible.push_back({unknown, {}, false});
  return value;
}

/// Facts of all programs, one a call.
class LoadCollector {
 public:
  LoadCollector(const build::Build& build, const Versions& versions, const ContextFiles* files,
                bool every_call, ModuleCache& cache, BuildFacts& facts)
      : build_(build),
        catalog_(cache.catalog()),
        versions_(versions),
        files_(files),
        every_call_(every_call),
        cache_(cache),
        facts_(facts) {}

  /// Files that something starts: what a program that nothing starts shows of them does not count.
  void set_reached(const std::vector<Program>& programs) {
    for (const auto& program : programs)
      if (program.reached)
        for (const auto& module : program.modules) reached_.insert(module.path);
    reached_.erase(std::string());
  }

  void take(const Program& program) {
    std::vector<python::Loaded> loaded;
    std::map<std::string_view, const ProgramModule*> by_name;
    for (const auto& module : program.modules) {
      loaded.push_back({module.name, nullptr, module.is_package, module.image_path,
                        module.parsed->mentions.matters, module.parsed->module,
                        program.reached || !reached_.contains(module.path)});
      by_name.emplace(module.name, &module);
    }
    const ProgramEnvironment surroundings(program);
    const ImageFiles image(program.files.get(), files_);
    python::Environment environment;
    environment.variable = [&](std::string_view name) {
      read_.emplace(name);
      return surroundings.value(name);
    };
    environment.command_line_known = program.arguments_known;
    for (const auto& word : program.arguments) environment.command_line.push_back(word_value(word));
    environment.open_file = [&](std::string_view path) -> SourcePtr {
      if (build_.context == nullptr) return nullptr;
      const auto file = image.guess(image_path(program.workdir, path));
      if (!file || file->path.empty()) return nullptr;
      const auto source = build_.context->read(file->path, max_configuration);
      return source ? *source : nullptr;
    };

    CallContext context;
    context.catalog = &catalog_;
    context.versions = &versions_;
    context.image_path = [&](std::string_view path) {
      if (path.starts_with('~')) return std::string();
      if (path.starts_with("file://")) path.remove_prefix(7);
      return image_path(program.workdir, path);
    };
    context.variable = [&](std::string_view name) { return surroundings.text(name); };
    for (const auto& source : catalog_.sources())
      for (const auto& row : source.variables)
        if (row.role == catalog::VariableRole::offline)
          for (const auto name : row.names)
            if (const auto value = surroundings.text(name); value && is_on(*value)) context.offline = true;
    const bool guards = mentions(program, &catalog::Mentions::sets);
    const bool writes = writes_little(program);
    const bool starts = writes || mentions(program, &catalog::Mentions::program);
    const auto filter = [&](std::string_view last, std::string_view dotted) {
      if (every_call_ || (guards && may_take_guard(catalog_, last))) return true;
      if (dotted.empty())
        return catalog_.knows_other_names(last) || (starts && catalog_.may_start(last)) ||
               (writes && catalog_.may_write(last));
      return catalog_.may_mean(dotted) || (starts && catalog_.process(dotted) != nullptr) ||
             (writes && catalog_.write(dotted) != nullptr);
    };
    const std::string mode = every_call_ ? "every call"
                                         : std::string(guards ? "guards" : "") + (writes   ? " writes"
                                                                                  : starts ? " starts"
                                                                                           : "");
    python::Wanted wanted{filter,
                          {},
                          catalog_.trust_keywords(),
                          {},
                          catalog::word_knowledge().target_calls,
                          catalog::word_knowledge().looking_calls,
                          {},
                          {}};
    if (!every_call_) {
      wanted.libraries = [&](std::string_view last) { return catalog_.libraries_of(last); };
      wanted.is_library = [&](std::string_view first) { return catalog_.is_library(first); };
    }
    wanted.followed = [&](std::string_view last, std::string_view) {
      return every_call_ || catalog_.knows_other_names(last);
    };
    wanted.assigned = [&](std::string_view last) { return catalog_.may_assign_guard(last); };
    const auto evaluation = cache_.evaluations().of(loaded, environment, mode, wanted);
    if (guards) take_settings(program, evaluation->assignments, context);
    const auto& calls = evaluation->calls;
    const auto module_of = [&](std::string_view name) -> const ProgramModule& {
      const auto found = by_name.find(name);
      return found == by_name.end() ? program.modules.front() : *found->second;
    };
    std::vector<MadePath> own;
    if (writes)
      own = made_by_calls(program, calls, catalog_);
    else if (program.reached && program.phase == Phase::build)
      own = python_writes(program, loaded, environment, nullptr, cache_);
    made_.insert(made_.end(), own.begin(), own.end());
    ProcessCommands started(program);
    for (const auto& call : calls)
      if (const auto* row = catalog_.process(call.callee); row != nullptr && !call.dead)
        started.add(call, *row, module_of(call.module).trace, module_of(call.module).path);
    std::vector<std::string> asked;  // that the context does not hold
    context.image_holds = [&](std::string_view path) {
      const auto full = image_path(program.workdir, path);
      if (image.holds(full)) return true;
      asked.emplace_back(path);
      return !own.empty() && is_made(own, full, image_path(program.workdir, "."));
    };
    auto models = models_of(calls, by_name, context);
    // Only where it decides something, the program is looked through for what makes such a folder.
    if (!writes && own.empty() && !asked.empty()) {
      own = python_writes(program, loaded, environment, &asked, cache_);
      if (!own.empty()) models = models_of(calls, by_name, context);
    }
    for (const auto& call : calls) {
      if (call.dead) continue;
      const ProgramModule& module = module_of(call.module);
      if (!program.reached && reached_.contains(module.path)) continue;
      if (every_call_) add_call(call, program, module);
      take_call(call, program, module, models[&call], context);
      if (auto guard = guard_call(call, catalog_, versions_)) add_setting(std::move(*guard), program, module);
      if (auto setting = keyword_setting(call, catalog_)) add_setting(std::move(*setting), program, module);
    }
    take_processes(started, program);
    for (const auto& flag : evaluation->flags) {
      const ProgramModule& module = module_of(flag.module);
      if (!program.reached && reached_.contains(module.path)) continue;
      TrustFlag trust{flag, {}};
      place(trust.fact, program, module);
      flags_.push_back(std::move(trust));
    }
  }

  void finish() {
    for (auto& [key, fact] : models_) facts_.models.push_back(std::move(fact));
    for (auto& fact : trusted_by_flag(flags_, facts_.models, catalog_))
      facts_.models.push_back(std::move(fact));
    for (auto& [key, fact] : loads_) facts_.loads.push_back(std::move(fact));
    for (auto& [key, fact] : settings_) facts_.settings.push_back(std::move(fact));
    for (auto& [key, fact] : calls_) facts_.calls.push_back(std::move(fact));
  }
  PythonSide side() { return {std::move(read_), std::move(made_)}; }

 private:
  using Key = std::tuple<std::string, std::uint32_t, std::uint32_t, std::size_t>;

  using CallModels = std::unordered_map<const python::Call*, std::vector<ModelFact>>;

  CallModels models_of(const std::vector<python::Call>& calls,
                       const std::map<std::string_view, const ProgramModule*>& modules,
                       const CallContext& context) const {
    CallModels out;
    for (const auto& call : calls) {
      if (call.dead) continue;
      const auto* row = catalog_.model(call.callee, call.bases, call.method_on_unknown);
      if (row == nullptr && !call.method_on_unknown && !is_of_program(call.callee, modules))
        row = catalog_.model(call.callee, call.bases, true);
      if (row == nullptr) continue;
      ModelMemo* kept = cache_.models();
      out.emplace(&call, kept ? kept->of(call, *row, context) : model_facts(call, *row, context));
    }
    return out;
  }

  void take_call(const python::Call& call, const Program& program, const ProgramModule& module,
                 std::vector<ModelFact>& models, const CallContext& context) {
    std::size_t number = 0;
    for (auto& fact : models) {
      place(fact, program, module);
      // Nobody starts a test to serve.
      fact.may_start = program.may_start && (program.reached || !is_test_file(module.path));
      if (is_open_fetch(fact) && module.parsed->module->may_hold("hexdigest") &&
          python::is_proven_by_digest(*module.parsed->module->module(), call.at,
                                      fact.id_state == IdState::known)) {
        fact.verified = true;
        fact.revision_state = RevisionState::not_needed;
        fact.notes.emplace_back("its SHA-256, or one like it, is compared before it is used");
      }
      keep(models_, key_of(call, number++), std::move(fact),
           [](const ModelFact& a, const ModelFact& b) { return better(a, b); });
    }
    if (const auto* load = catalog_.load(call.callee, call.bases))
      if (auto fact = load_fact(call, *load, context)) {
        place(*fact, program, module);
        keep(loads_, key_of(call, 0), std::move(*fact), [](const LoadFact& a, const LoadFact& b) {
          if (a.reached != b.reached) return a.reached;
          return a.safe != b.safe && worse_load(a.safe, b.safe);
        });
      }
  }

  /// Adds what the programs that `program` starts fetch.
  void take_processes(const ProcessCommands& started, const Program& program) {
    if (started.commands().commands.empty()) return;
    std::map<std::pair<std::string, std::uint32_t>, std::size_t> numbers;
    for (auto& fact : shell_loads(build_, started.commands(), catalog_.commands())) {
      const auto path = fact.at.source ? fact.at.source->path() : std::string();
      if (!program.reached &&
          std::any_of(program.modules.begin(), program.modules.end(), [&](const auto& one) {
            return one.parsed->source == fact.at.source && reached_.contains(one.path);
          }))
        continue;
      // Words of a list may stand anywhere; what is underlined is the call.
      std::erase_if(fact.parts, [&](const Part& part) {
        return part.at.source != fact.at.source || part.at.span.begin < fact.at.span.begin ||
               part.at.span.end > fact.at.span.end;
      });
      fact.reached = fact.reached && program.reached;
      fact.may_start = fact.may_start && program.may_start;
      const auto number = numbers[{path, fact.at.span.begin}]++;
      const Key key{path, fact.at.span.begin, fact.at.span.end, number};
      keep(models_, key, std::move(fact),
           [](const ModelFact& a, const ModelFact& b) { return better(a, b); });
    }
  }

  void add_call(const python::Call& call, const Program& program, const ProgramModule& module) {
    CallFact fact;
    fact.at = call.at;
    fact.function = fact.subject = call.callee;
    fact.in = call.function;
    fact.open = call.open_positional || call.open_keywords;
    for (const auto& argument : call.arguments) {
      const std::string* text = argument.value ? argument.value->text() : nullptr;
      const bool* flag = argument.value ? argument.value->boolean() : nullptr;
      const std::string value = text ? *text : flag ? (*flag ? "True" : "False") : "(not known)";
      if (argument.keyword.empty()) {
        fact.args.push_back(value);
        continue;
      }
      fact.keywords.push_back(argument.keyword);
      if (text != nullptr || flag != nullptr) fact.options.push_back(argument.keyword + "=" + value);
    }
    place(fact, program, module);
    keep(calls_, key_of(call, 0), std::move(fact),
         [](const CallFact& a, const CallFact& b) { return a.reached && !b.reached; });
  }

  static bool mentions(const Program& program, bool catalog::Mentions::*what) {
    return std::any_of(program.modules.begin(), program.modules.end(),
                       [&](const ProgramModule& one) { return one.parsed->mentions.*what; });
  }

  /// Adds what the program writes into its environment and replaces.
  void take_settings(const Program& program, const std::vector<python::Assignment>& assignments,
                     CallContext& context) {
    for (auto& fact : python_settings(assignments, catalog_, versions_)) {
      const auto module =
          std::find_if(program.modules.begin(), program.modules.end(),
                       [&](const ProgramModule& one) { return one.parsed->source == fact.at.source; });
      if (fact.role == "offline" && fact.active == Known::yes) context.offline = true;
      add_setting(std::move(fact), program,
                  module == program.modules.end() ? program.modules.front() : *module);
    }
  }

  void add_setting(SettingFact fact, const Program& program, const ProgramModule& module) {
    if (!program.reached && (reached_.contains(module.path) || is_test_file(module.path))) return;
    place(fact, program, module);
    const Key key{fact.at.source ? fact.at.source->path() : "", fact.at.span.begin, fact.at.span.end, 0};
    keep(settings_, key, std::move(fact), [](const SettingFact& a, const SettingFact& b) {
      if (a.reached != b.reached) return a.reached;
      return a.active != b.active && worse(a.active, b.active) == a.active;
    });
  }

  static bool is_of_program(std::string_view callee,
                            const std::map<std::string_view, const ProgramModule*>& modules) {
    for (auto dot = callee.rfind('.'); dot != std::string_view::npos && dot > 0;
         dot = callee.rfind('.', dot - 1))
      if (modules.contains(callee.substr(0, dot))) return true;
    return false;
  }

  static bool worse_load(Known a, Known b) {
    const auto rank = [](Known safe) { return safe == Known::no ? 2 : safe == Known::unresolved ? 1 : 0; };
    return rank(a) > rank(b);
  }

  /// Whether `a` says more than `b` about the same call.
  static bool better(const ModelFact& a, const ModelFact& b) {
    if (a.reached != b.reached) return a.reached;
    const auto id_rank = [](IdState state) {
      return state == IdState::known ? 2 : state == IdState::local ? 1 : 0;
    };
    if (id_rank(a.id_state) != id_rank(b.id_state)) return id_rank(a.id_state) > id_rank(b.id_state);
    if (a.revision_state != b.revision_state)
      return worse(a.revision_state, b.revision_state) == a.revision_state;
    return a.remote_code != b.remote_code && worse(a.remote_code, b.remote_code) == a.remote_code;
  }

  static Key key_of(const python::Call& call, std::size_t number) {
    return {call.at.source ? call.at.source->path() : "", call.at.span.begin, call.at.span.end, number};
  }

  template <typename F, typename Better>
  static void keep(std::map<Key, F>& all, Key key, F fact, Better better_than) {
    const auto at = all.lower_bound(key);
    if (at == all.end() || key < at->first)
      all.emplace_hint(at, std::move(key), std::move(fact));
    else if (better_than(fact, at->second))
      at->second = std::move(fact);
  }

  void place(Fact& fact, const Program& program, const ProgramModule& module) const {
    std::vector<Step> trace = module.trace;
    trace.insert(trace.end(), fact.trace.begin(), fact.trace.end());
    fact.trace = std::move(trace);
    fact.stage = program.stage;
    fact.phase = program.phase;
    fact.reached = program.reached;
    fact.instruction = program.instruction;
    if (program.stage >= 0 && static_cast<std::size_t>(program.stage) < build_.stages.size()) {
      const auto& stage = build_.stages[static_cast<std::size_t>(program.stage)];
      fact.stage_name = stage.name;
      fact.shipped = stage.shipped;
    }
    if (is_test_file(module.path)) fact.notes.emplace_back("the file is a test");
  }

  const build::Build& build_;
  const catalog::Index& catalog_;
  const Versions& versions_;
  const ContextFiles* files_;
  bool every_call_;
  ModuleCache& cache_;
  BuildFacts& facts_;
  std::set<std::string, std::less<>> reached_;
  std::map<Key, ModelFact> models_;
  std::map<Key, LoadFact> loads_;
  std::map<Key, SettingFact> settings_;
  std::map<Key, CallFact> calls_;
  std::vector<TrustFlag> flags_;
  std::vector<MadePath> made_;
  std::set<std::string, std::less<>> read_;  // environment variables that programs ask for
};

/// Makes the trees of the files that will be looked into in any case, by several threads where that pays.
void parse_ahead(const std::vector<const Program*>& programs, unsigned jobs) {
  constexpr std::size_t worth_threads = 1 << 18;  // bytes of code, some ten milliseconds
  if (jobs <= 1) return;
  std::set<const python::LazyModule*> seen;
  std::vector<const python::LazyModule*> files;
  std::size_t bytes = 0;
  for (const Program* program : programs)
    for (const auto& module : program->modules) {
      const auto* file = module.parsed->module.get();
      if (!module.parsed->mentions.matters || file == nullptr || file->is_parsed() ||
          !seen.insert(file).second)
        continue;
      bytes += file->source().view().size();
      files.push_back(file);
    }
  if (bytes < worth_threads) return;
  // What fails here fails again, and is said, where the tree is asked for.
  text::for_each_index(files.size(), jobs, [&](std::size_t i) { files[i]->module(); });
}

}  // namespace

PythonSide add_python_facts(const build::Build& build, const CodeReach& reach, const Versions& versions,
                            const ContextFiles* files, const CollectOptions& options, ModuleCache& cache,
                            BuildFacts& facts) {
  LoadCollector collector(build, versions, files, options.calls, cache, facts);
  collector.set_reached(reach.programs);
  std::vector<const Program*> programs;
  for (const auto& program : reach.programs)
    if (program.may_matter || options.calls) programs.push_back(&program);
  parse_ahead(programs, options.jobs);
  for (const Program* program : programs) collector.take(*program);
  collector.finish();
  return collector.side();
}

}  // namespace dockgate::facts
