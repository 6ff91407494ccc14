#include "facts/settings.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>

#include "facts/places.hpp"
#include "facts/python_starts.hpp"
#include "facts/revision.hpp"
#include "text/ascii.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using catalog::GuardRow;
using catalog::VariableRole;
using catalog::VariableRow;

std::string_view name_of(VariableRole role) {
  switch (role) {
    case VariableRole::trust:
      return "trust";
    case VariableRole::guard_removed:
      return "guard-removed";
    case VariableRole::hardening:
      return "hardening";
    case VariableRole::offline:
      return "offline";
    case VariableRole::endpoint:
      return "endpoint";
    case VariableRole::token:
      return "token";
    case VariableRole::model:
      return "model";
    case VariableRole::revision:
      return "revision";
  }
  return "";
}

/// Whether `value` gives the variable its effect.
bool has_effect(const VariableRow& row, std::string_view value) {
  const auto trimmed = text::trim(value);
  if (trimmed.empty()) return false;
  if (row.role == VariableRole::model)
    return trimmed.find('/') != std::string_view::npos && is_repository_id(trimmed) && !is_path(trimmed);
  if (row.role == VariableRole::revision) return classify_revision(trimmed) != RevisionState::commit;
  if (!row.values.empty()) return catalog::has(row.values, text::lower(trimmed));
  return std::none_of(row.harmless.begin(), row.harmless.end(),
                      [&](std::string_view glob) { return text::glob_match(glob, trimmed); });
}

void describe(const VariableRow& row, std::string_view name, SettingFact& fact) {
  fact.role = name_of(row.role);
  fact.name = fact.subject = name;
  fact.why = row.why;
  fact.read_by_library = !row.no_library_reads_it;
}

/// Sets value and effect from a value that is known, or from what is missing.
void set_value(const VariableRow& row, std::optional<std::string_view> value, std::string_view missing,
               SettingFact& fact) {
  if (value) {
    if (row.role != VariableRole::token) fact.value = *value;
    fact.active = has_effect(row, *value) ? Known::yes : Known::no;
  } else {
    fact.active = Known::unresolved;
    fact.missing = missing;
  }
}

void describe(const GuardRow& row, std::string_view how, SettingFact& fact) {
  fact.role = "guard-removed";
  fact.name = fact.subject = row.name;
  fact.how = how;
  fact.why = row.why;
  fact.alternative = row.alternative;
}

/// Whether `word` stands in `text` as a word of its own.
bool names(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !text::is_word(text[at - 1])) && (end >= text.size() || !text::is_word(text[end])))
      return true;
  }
  return false;
}

bool names_any(std::string_view text, catalog::Texts words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return names(text, word); });
}

/// Whether `name=value` is among `options`.
template <typename Options>
bool has_pair(const Options& options, std::string_view name, std::string_view value) {
  return std::any_of(options.begin(), options.end(), [&](std::string_view option) {
    return option.size() == name.size() + 1 + value.size() && option[name.size()] == '=' &&
           option.starts_with(name) && option.ends_with(value);
  });
}

class ShellSettings {
 public:
  ShellSettings(const build::Build& build, const ShellCommands& commands, const catalog::Index& catalog,
                const Versions& versions)
      : build_(build), commands_(commands), catalog_(catalog), versions_(versions) {}

  void variables(const std::vector<VariableFact>& variables) {
    for (const auto& variable : variables) {
      // An ARG before the first FROM names images; one without a value sets nothing.
      if (variable.kind == "LABEL" || variable.stage < 0 || !variable.has_value || !variable.reached)
        continue;
      const auto* row = row_of(variable.name);
      if (row == nullptr || passed_on(variable, variables)) continue;
      SettingFact fact;
      static_cast<Fact&>(fact) = static_cast<const Fact&>(variable);
      describe(*row, variable.name, fact);
      fact.how = variable.kind;
      fact.phase = variable.kind == "ENV" && variable.shipped ? Phase::start : Phase::build;
      set_value(*row, variable.known ? std::optional<std::string_view>(variable.value) : std::nullopt,
                variable.missing, fact);
      all_.push_back(std::move(fact));
    }
    const auto add_requested = [&](const std::string& name, std::optional<std::string_view> value,
                                   std::string_view missing) {
      const auto* row = row_of(name);
      if (row == nullptr) return;
      SettingFact fact;
      fact.at = build_.request.environment_place(name);
      if (fact.at.source == nullptr) return;
      fact.stage = build_.target_stage;
      fact.phase = Phase::start;
      describe(*row, name, fact);
      fact.how = "compose";
      set_value(*row, value, missing, fact);
      all_.push_back(std::move(fact));
    };
    for (const auto& [name, value] : build_.request.environment) add_requested(name, value, "");
    for (const auto& [name, missing] : build_.request.unknown_environment)
      add_requested(name, std::nullopt, missing);
  }

  void commands() {
    std::vector<const GuardRow*> rows;
    for (const auto& source : catalog_.sources())
      for (const auto& row : source.guards)
        if (versions_.may_hold(row.only_with)) rows.push_back(&row);
    std::unordered_map<std::string, std::vector<const GuardRow*>> by_program;
    for (const auto& run : commands_.commands) {
      for (const auto& [name, word] : run.shell.assignments) assigned(run, name, word, word.at);
      exported(run);
      const auto program = shell::program_name(run.shell.words.front());
      const auto [known, fresh] = by_program.try_emplace(program);
      if (fresh)
        std::ranges::copy_if(rows, std::back_inserter(known->second),
                             [&](const GuardRow* row) { return asks_about(*row, program); });
      const bool has_options =
          std::any_of(run.shell.words.begin() + 1, run.shell.words.end(),
                      [](const auto& word) { return word.text.view().starts_with('-'); });
      for (const auto* row : known->second)
        if (has_options || !asks_for_options_alone(*row)) guard(run, program, *row);
    }
  }

  std::vector<SettingFact> take() { return std::move(all_); }

 private:
  const VariableRow* row_of(std::string_view name) const {
    const auto* row = catalog_.variable(name);
    return row != nullptr && versions_.may_hold(row->only_with) ? row : nullptr;
  }

  /// `ARG X=1` followed by `ENV X=$X`: the ENV says it.
  static bool passed_on(const VariableFact& variable, const std::vector<VariableFact>& variables) {
    return variable.kind == "ARG" && std::any_of(variables.begin(), variables.end(), [&](const auto& other) {
             return other.kind == "ENV" && other.stage == variable.stage && other.name == variable.name;
           });
  }

  SettingFact blank(const RunCommand& run, const Place& at) const {
    SettingFact fact;
    if (run.command != nullptr) set_stage(build_, run.command->instruction, fact);
    if (run.stage >= 0 && static_cast<std::size_t>(run.stage) < build_.stages.size()) {
      const auto& stage = build_.stages[static_cast<std::size_t>(run.stage)];
      fact.stage = stage.index;
      fact.stage_name = stage.name;
      fact.shipped = stage.shipped;
      fact.reached = stage.needed && run.shell.called;
    }
    fact.at = at;
    fact.trace = run.trace;
    fact.phase = run.phase;
    return fact;
  }

  /// Keeps one fact a place and name: what stands before `bash -c` is inherited by each command in it.
  void keep(SettingFact fact) {
    const auto path = fact.at.source ? fact.at.source->path() : std::string();
    if (seen_.insert(path + ":" + std::to_string(fact.at.span.begin) + ":" + fact.name).second)
      all_.push_back(std::move(fact));
  }

  void assigned(const RunCommand& run, std::string_view name, const shell::Word& word, const Place& at) {
    const auto* row = row_of(name);
    if (row == nullptr) return;
    auto fact = blank(run, at);
    describe(*row, name, fact);
    fact.how = "export";
    set_value(*row, word.known ? std::optional(word.text.view()) : std::nullopt, word.missing, fact);
    keep(std::move(fact));
  }

  /// `export X=1`, `declare -x X=1`.
  void exported(const RunCommand& run) {
    const auto& words = run.shell.words;
    const auto program = words.front().text.view();
    if (program != "export" && program != "declare" && program != "typeset") return;
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto equals = words[i].text.view().find('=');
      if (equals == std::string_view::npos || words[i].text.view().starts_with('-')) continue;
      shell::Word value = words[i];
      value.text = words[i].text.substr(equals + 1, words[i].text.view().size());
      assigned(run, words[i].text.view().substr(0, equals), value, words[i].at);
    }
  }

  /// Whether guard() can say something of `row` where `program` runs.
  static bool asks_about(const GuardRow& row, std::string_view program) {
    return catalog::has(row.editors, program) || catalog::has(row.answers, program) || !row.options.empty() ||
           (!row.python_options.empty() && is_python(program));
  }
  static bool asks_for_options_alone(const GuardRow& row) {
    return row.editors.empty() && row.answers.empty();
  }

  void guard(const RunCommand& run, std::string_view program, const GuardRow& row) {
    const auto& words = run.shell.words;
    const auto add_at = [&](std::string_view how, const Place& at) {
      auto fact = blank(run, at);
      describe(row, how, fact);
      keep(std::move(fact));
    };
    const auto add = [&](std::string_view how) { add_at(how, run.shell.at); };
    if (catalog::has(row.editors, program) && edits(run, row)) add("edit");
    if (catalog::has(row.answers, program) &&
        std::any_of(run.piped_to.begin(), run.piped_to.end(),
                    [](const std::string& name) { return is_python(name); }))
      add("answer");
    if (!row.options.empty()) {  // given several times it is said once
      const auto option = std::find_if(words.begin() + 1, words.end(), [&](const shell::Word& word) {
        const std::string_view text = word.text.view();
        if (!text.starts_with('-')) return false;
        if (catalog::has(row.options, text) || catalog::has(row.options, text.substr(0, text.find('='))))
          return true;
        const shell::Word* next = &word + 1;
        return next < words.data() + words.size() && has_pair(row.options, text, next->text.view());
      });
      if (option != words.end()) add_at("option", option->at);
    }
    if (!row.python_options.empty() && is_python(program))
      for (std::size_t i = 1; i < words.size() && words[i].text.view().starts_with('-'); ++i) {
        if (words[i].text.view() == "-c" || words[i].text.view() == "-m") break;
        if (catalog::has(row.python_options, words[i].text.view())) return add("option");
      }
  }

  /// The words of the command name the guard, or a patch that it reads takes a line with it out.
  bool edits(const RunCommand& run, const GuardRow& row) const {
    for (const auto& word : run.shell.words)
      if (names_any(word.text.view(), row.edits)) return true;
    std::vector<std::string_view> files;
    for (const auto& redirect : run.shell.redirects) {
      if (names_any(redirect.body.view(), row.edits)) return true;
      if (redirect.kind == shell::Redirect::Kind::read && redirect.target.known)
        files.push_back(redirect.target.text.view());
    }
    for (std::size_t i = 1; i < run.shell.words.size(); ++i)
      if (run.shell.words[i].known && !run.shell.words[i].text.view().starts_with('-'))
        files.push_back(run.shell.words[i].text.view());
    if (!run.files) return false;
    for (const auto file : files) {
      if (!file.ends_with(".patch") && !file.ends_with(".diff")) continue;
      const auto found = open_image_file(build_, *run.files, commands_.files, image_path(run.workdir, file));
      if (!found) continue;
      for (const auto line : text::split(found->text.view(), '\n'))
        if (line.starts_with('-') && names_any(line, row.edits)) return true;
    }
    return false;
  }

  const build::Build& build_;
  const ShellCommands& commands_;
  const catalog::Index& catalog_;
  const Versions& versions_;
  std::vector<SettingFact> all_;
  std::set<std::string> seen_;
};

/// The text of a value, where it has exactly one; "true" and the like for others.
std::optional<std::string> written(const python::Value& value) {
  if (value.possible.size() != 1) return std::nullopt;
  const auto& only = value.possible.front().value;
  if (const auto* text = std::get_if<std::string>(&only)) return *text;
  if (const auto* flag = std::get_if<bool>(&only)) return *flag ? "true" : "false";
  return std::nullopt;
}

std::string missing_of(const python::Value& value) {
  const auto* unknown = value.unknown();
  return unknown == nullptr ? "one of several values" : unknown->what;
}

/// What replaces a guard: keeps it, drops it, or cannot be told.
Known drops(const GuardRow& row, const python::Value* value, const std::vector<python::Argument>& given) {
  if (row.keyword.empty()) return Known::yes;
  for (const auto& argument : given) {
    if (argument.keyword != row.keyword || argument.value == nullptr) continue;
    const auto text = written(*argument.value);
    if (text) return *text == row.safe_value ? Known::no : Known::yes;
  }
  // Put back what was there before (`torch.load = original`).
  if (value != nullptr && value->only<python::Name>() != nullptr) return Known::no;
  return Known::unresolved;
}

void set_replaced(const GuardRow& row, const python::Value* value, const std::vector<python::Argument>& given,
                  SettingFact& fact) {
  fact.active = drops(row, value, given);
  if (fact.active == Known::unresolved) fact.missing = "what `" + fact.name + "` is replaced by";
}

}  // namespace

std::vector<SettingFact> shell_settings(const build::Build& build, const ShellCommands& commands,
                                        const catalog::Index& catalog, const Versions& versions,
                                        const std::vector<VariableFact>& variables) {
  ShellSettings settings(build, commands, catalog, versions);
  settings.variables(variables);
  settings.commands();
  return settings.take();
}

std::vector<SettingFact> python_settings(const std::vector<python::Assignment>& assignments,
                                         const catalog::Index& catalog, const Versions& versions) {
  constexpr std::string_view prefix = "os.environ[";
  std::vector<SettingFact> out;
  for (const auto& assignment : assignments) {
    if (assignment.dead) continue;
    SettingFact fact;
    fact.at = assignment.at;
    if (assignment.target.starts_with(prefix)) {
      const auto name = assignment.target.substr(prefix.size(), assignment.target.size() - prefix.size() - 1);
      const auto* row = catalog.variable(name);
      if (row == nullptr || !versions.may_hold(row->only_with)) continue;
      describe(*row, name, fact);
      fact.how = "python";
      const auto value = written(*assignment.value);
      if (row->role == VariableRole::endpoint && value && *value == "None") continue;  // `str(None)`
      set_value(*row, value, missing_of(*assignment.value), fact);
      // What only some runs do keeps nobody off the network.
      if (row->role == VariableRole::offline && assignment.conditional && fact.active == Known::yes) {
        fact.active = Known::unresolved;
        fact.missing = "whether the branch that sets it runs";
      }
      if (assignment.only_if_unset) fact.notes.emplace_back("set where the environment has no value");
    } else {
      const auto* row = catalog.guard_assignment(assignment.target);
      if (row == nullptr || !versions.may_hold(row->only_with)) continue;
      describe(*row, "patch", fact);
      fact.name = fact.subject = assignment.target;
      set_replaced(*row, assignment.value.get(), assignment.given, fact);
    }
    out.push_back(std::move(fact));
  }
  return out;
}

bool may_take_guard(const catalog::Index& catalog, std::string_view last_name) {
  if (last_name == "setattr" || last_name == "patch") return true;
  for (const auto& source : catalog.sources())
    for (const auto& row : source.guards)
      if (catalog::has(row.edit_calls, last_name)) return true;
  return false;
}

std::optional<SettingFact> guard_call(const python::Call& call, const catalog::Index& catalog,
                                      const Versions& versions) {
  SettingFact fact;
  fact.at = call.at;
  fact.parts.push_back({"call", call.callee_at});
  const auto text_at = [&](std::size_t index) -> const std::string* {
    const auto* argument = call.positional(index);
    return argument == nullptr || argument->value == nullptr ? nullptr : argument->value->text();
  };
  std::string target;
  const python::Value* value = nullptr;
  if (call.callee == "setattr" || call.callee == "builtins.setattr" ||
      call.callee == "unittest.mock.patch.object") {
    const auto* object = call.positional(0);
    const auto* name = object != nullptr && object->value ? object->value->only<python::Name>() : nullptr;
    if (const auto* attribute = text_at(1); name != nullptr && attribute != nullptr)
      target = name->dotted + "." + *attribute;
    if (const auto* given = call.positional(2)) value = given->value.get();
  } else if (call.callee == "unittest.mock.patch") {
    if (const auto* name = text_at(0)) target = *name;
    if (const auto* given = call.positional(1)) value = given->value.get();
  }
  if (!target.empty()) {
    const auto* row = catalog.guard_assignment(target);
    if (row == nullptr || !versions.may_hold(row->only_with)) return std::nullopt;
    describe(*row, "patch", fact);
    fact.name = fact.subject = target;
    set_replaced(*row, value, {}, fact);
    return fact;
  }
  if (const auto* row = catalog.guard_call(call.callee);
      row != nullptr && versions.may_hold(row->only_with)) {
    if (row->most_items >= 0)
      if (const auto* first = call.positional(0); first != nullptr && first->value != nullptr)
        if (const auto* list = first->value->only<python::List>();
            list != nullptr && list->complete &&
            list->items.size() <= static_cast<std::size_t>(row->most_items))
          return std::nullopt;
    describe(*row, "call", fact);
    return fact;
  }
  const auto last = text::last_part(call.callee);
  for (const auto& source : catalog.sources())
    for (const auto& row : source.guards) {
      if (!catalog::has(row.edit_calls, last)) continue;
      for (const auto& argument : call.arguments) {
        const auto* text = argument.value ? argument.value->text() : nullptr;
        if (text == nullptr || !names_any(*text, row.edits)) continue;
        describe(row, "edit", fact);
        return fact;
      }
    }
  return std::nullopt;
}

std::optional<SettingFact> keyword_setting(const python::Call& call, const catalog::Index& catalog) {
  for (const auto& source : catalog.sources())
    for (const auto& row : source.variables) {
      const bool meant = std::any_of(row.calls.begin(), row.calls.end(), [&](std::string_view pattern) {
        return catalog::matches(pattern, call.callee);
      });
      if (!meant) continue;
      for (const auto keyword : row.keywords) {
        const auto* argument = call.keyword(keyword);
        const auto* text = argument != nullptr && argument->value ? argument->value->text() : nullptr;
        if (text == nullptr || !has_effect(row, *text)) continue;
        SettingFact fact;
        fact.at = call.at;
        fact.parts.push_back({"call", call.callee_at});
        describe(row, keyword, fact);
        fact.how = "call";
        set_value(row, *text, {}, fact);
        return fact;
      }
    }
  return std::nullopt;
}

std::vector<ModelFact> trusted_by_variable(const std::vector<SettingFact>& settings,
                                           const std::vector<ModelFact>& models,
                                           const std::set<std::string, std::less<>>& read) {
  const auto speaks_of = [](const ModelFact& model, const SettingFact& setting) {
    return std::any_of(model.trace.begin(), model.trace.end(), [&](const Step& step) {
      return step.at.source == setting.at.source && step.at.span.begin < setting.at.span.end &&
             setting.at.span.begin < step.at.span.end;
    });
  };
  std::vector<ModelFact> out;
  for (const auto& setting : settings) {
    if (setting.role != "trust" || setting.active != Known::yes || read.contains(setting.name)) continue;
    if (std::any_of(models.begin(), models.end(),
                    [&](const ModelFact& model) { return speaks_of(model, setting); }))
      continue;
    ModelFact fact;
    static_cast<Fact&>(fact) = static_cast<const Fact&>(setting);
    fact.api = setting.name + "=" + setting.value;
    fact.artifact = "any";
    fact.missing = "which models the image loads";
    fact.revision_state = RevisionState::not_needed;
    fact.fetched = false;
    fact.remote_code = Known::yes;
    fact.parts.clear();
    if (!setting.why.empty()) fact.notes.push_back(setting.why);
    const auto value_size = static_cast<std::uint32_t>(setting.value.size());
    if (setting.at.source && setting.at.source->text(setting.at.span) == setting.name + "=" + setting.value)
      fact.parts.push_back({"remote_code_variable",
                            {setting.at.source, {setting.at.span.end - value_size, setting.at.span.end}}});
    out.push_back(std::move(fact));
  }
  return out;
}

}  // namespace dockgate::facts
