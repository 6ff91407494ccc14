// ARG and ENV: which value a name has at each point, and where it came from.

#include <algorithm>
#include <set>

#include "build/expand.hpp"
#include "build/platform.hpp"
#include "build/resolver.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

constexpr std::size_t longest_trace = 16;
constexpr std::size_t longest_line = 160;

std::string shortened(std::string line) {
  if (line.size() > longest_line) {
    line.resize(longest_line);
    line += "…";
  }
  return line;
}

std::string line_of(std::string_view keyword, const dockerfile::KeyValue& pair) {
  std::string out = std::string(keyword) + " " + pair.key.text();
  if (pair.has_value) out += (pair.legacy ? " " : "=") + pair.value.text();
  return shortened(std::move(out));
}

Place place_of(const dockerfile::KeyValue& pair) {
  Place at = pair.key.place();
  if (pair.has_value && !pair.value.empty()) {
    const auto end = pair.value.place().span.end;
    at.span.end = std::max(at.span.end, end);
  }
  return at;
}

}  // namespace

const std::string* Resolver::build_arg(std::string_view name) const {
  const auto& args = build_.request.build_args;  // the last of a name wins, as on docker's command line
  const auto found =
      std::find_if(args.rbegin(), args.rend(), [&](const auto& arg) { return arg.first == name; });
  return found == args.rend() ? nullptr : &found->second;
}

void Resolver::add_trace(Variable& variable, const std::vector<Variable>& used, Place at,
                         std::string line) const {
  for (const auto& source : used) {
    for (const auto& step : source.trace)
      if (variable.trace.size() < longest_trace - 1) variable.trace.push_back(step);
  }
  variable.trace.emplace_back(std::move(at), std::move(line));
}

namespace {

/// The predefined ARGs of a build on `build` for `target`, but for the name of the target stage.
Scope platform_scope(const Platform& build, const Platform& target) {
  const std::pair<const char*, std::string> values[] = {
      {"BUILDPLATFORM", build.text()},   {"BUILDOS", build.system}, {"BUILDOSVERSION", ""},
      {"BUILDARCH", build.architecture}, {"BUILDVARIANT", ""},      {"TARGETPLATFORM", target.text()},
      {"TARGETOS", target.system},       {"TARGETOSVERSION", ""},   {"TARGETARCH", target.architecture},
      {"TARGETVARIANT", target.variant},
  };
  Scope scope;
  for (const auto& [name, value] : values) {
    Variable variable;
    variable.name = name;
    variable.value = value;
    variable.origin = Origin::predefined;
    scope.set(std::move(variable));
  }
  return scope;
}

}  // namespace

// BuildKit takes these from the machine that builds. Nothing in the file says which that is, so the most
// common one stands for it, unless a bake or compose file or a build argument names another
// (docs/dockerfile.md, "Automatic platform ARGs").
void Resolver::set_predefined() {
  const Stage* target =
      build_.target_stage < 0 ? nullptr : &build_.stages[static_cast<std::size_t>(build_.target_stage)];
  std::string target_name = build_.request.target;
  if (target_name.empty() && target != nullptr && !build_.stages.empty())
    target_name = build_.stages.back().name;
  if (target_name.empty()) target_name = "default";
  const auto asked = parse_platform(build_.request.platform);
  // Nearly every build is for the usual platform: the scopes share what they have of it.
  static const Scope usual = platform_scope({}, {});
  default_globals_ = asked && asked->text() != Platform{}.text() ? platform_scope({}, *asked) : usual;
  Variable stage;
  stage.name = "TARGETSTAGE";
  stage.value = target_name;
  stage.origin = Origin::predefined;
  default_globals_.set(std::move(stage));
  build_.globals = default_globals_;
  if (build_.request.build_args.empty()) return;
  for (const auto& [name, predefined] : default_globals_) {
    const auto* given = build_arg(name);
    if (given == nullptr) continue;
    Variable variable = predefined;
    variable.value = *given;
    variable.origin = build_.request.build_args_origin;
    build_.globals.set(std::move(variable));
  }
}

Variable Resolver::make_arg(const dockerfile::KeyValue& pair, const Scope& scope, bool global) {
  Variable variable;
  variable.name = pair.key.text();
  variable.at = place_of(pair);
  const std::string line = line_of("ARG", pair);
  if (const auto* given = build_arg(variable.name)) {
    variable.value = *given;
    variable.origin = build_.request.build_args_origin;
    if (build_.request.build_args_at.source)
      variable.trace.emplace_back(build_.request.build_args_at, shortened(variable.name + "=" + *given));
    add_trace(variable, {}, variable.at, line);
    return variable;
  }
  for (const auto& [name, missing] : build_.request.unknown_args) {
    if (name != variable.name) continue;
    variable.origin = build_.request.build_args_origin;
    variable.known = false;
    variable.missing = missing;
    if (build_.request.build_args_at.source)
      variable.trace.emplace_back(build_.request.build_args_at, shortened(name + "=${" + missing + "}"));
    add_trace(variable, {}, variable.at, line);
    return variable;
  }
  if (pair.has_value) {
    const auto value = expand(pair.value, scope, escape());
    // Undefined variables in a global default are not reported by BuildKit.
    if (!global) note_expansion(value, pair.value);
    if (global && !value.errors.empty()) note("expansion-error", "ARG", value.errors[0], pair.value.place());
    variable.origin = Origin::arg_default;
    variable.known = value.known;
    variable.missing = value.missing;
    if (value.errors.empty()) variable.value = value.text.text();
    add_trace(variable, value.used, variable.at, line);
    return variable;
  }
  variable.known = false;
  variable.missing = variable.name;
  add_trace(variable, {}, variable.at, line);
  return variable;
}

void Resolver::read_globals() {
  const auto& instructions = build_.file->instructions;
  for (std::size_t i = 0; i < instructions.size() && instructions[i].keyword != "FROM"; ++i) {
    build_.after[i] = build_.globals;
    if (instructions[i].keyword != "ARG") continue;
    instruction_ = i;
    for (const auto& pair : instructions[i].pairs) {
      set_in_file_.insert(pair.key.text());
      Variable variable = make_arg(pair, build_.globals, true);
      // `ARG X` without a value leaves an earlier one.
      if (variable.value || !build_.globals.contains(variable.name)) build_.globals.set(std::move(variable));
      if (!pair.has_value) {
        Variable declared;
        declared.name = pair.key.text();
        declared.known = false;
        declared.missing = declared.name;
        if (!default_globals_.contains(declared.name)) default_globals_.set(std::move(declared));
        continue;
      }
      const auto value = expand(pair.value, default_globals_, escape());
      Variable by_default;
      by_default.name = pair.key.text();
      by_default.value = value.text.text();
      by_default.known = value.known;
      by_default.missing = value.missing;
      default_globals_.set(std::move(by_default));
    }
    build_.after[i] = build_.globals;
  }
}

void Resolver::on_arg(const Instruction& instruction) {
  for (const auto& pair : instruction.pairs) {
    const std::string name = pair.key.text();
    set_in_file_.insert(name);
    Variable variable = make_arg(pair, state_->variables, false);  // left to right: each sees those before it
    if (!variable.value && !pair.has_value) {
      const Variable* global = build_.globals.get(name);
      if (global != nullptr && global->value) {
        const Place at = variable.at;
        variable = *global;
        variable.at = at;
        if (variable.trace.size() >= longest_trace) variable.trace.pop_back();
        variable.trace.emplace_back(at, line_of("ARG", pair));
      } else if (state_->variables.contains(name)) {
        continue;  // `ARG a` keeps what ENV or an earlier ARG has set
      }
    }
    state_->variables.set(std::move(variable));
  }
}

void Resolver::on_env(const Instruction& instruction) {
  std::vector<Variable> changes;  // all values of one ENV see the state before it
  // Made once somebody asks, which few instructions do.
  std::optional<std::multiset<std::string_view>> all_names;
  const auto names = [&]() -> std::multiset<std::string_view>& {
    if (!all_names) {
      all_names.emplace();
      for (const auto& pair : instruction.pairs) all_names->insert(pair.key.view());
    }
    return *all_names;
  };
  for (const auto& pair : instruction.pairs) {
    const auto key = expanded(pair.key);
    const auto set_by_another = [&](const std::string& name) {
      return names().count(name) > (pair.key.view() == name ? 1U : 0U);
    };
    const std::size_t first = build_.notices.size();
    const auto value = expanded(pair.value);
    for (const auto& used : value.used) {
      // What nobody has set before is told as undefined.
      if (used.origin != Origin::base_image || !set_by_another(used.name)) continue;
      note("env-own-variable", used.name,
           "`" + used.name + "` has the value from before this ENV here, not the one that it sets",
           pair.value.place());
      build_.notices.back().set_beside = !set_in_file_.contains(used.name);
      names().erase(used.name);
    }
    for (std::size_t i = first; i < build_.notices.size(); ++i) {
      Notice& notice = build_.notices[i];
      if (notice.kind != "undefined-variable") continue;
      notice.set_beside = set_by_another(notice.name) && !set_in_file_.contains(notice.name);
    }
    Variable variable;
    variable.name = key.text.text();
    variable.origin = Origin::env;
    variable.is_env = true;
    variable.known = value.known;
    variable.missing = value.missing;
    variable.at = place_of(pair);
    if (value.errors.empty()) variable.value = value.text.text();
    add_trace(variable, value.used, variable.at, line_of("ENV", pair));
    changes.push_back(std::move(variable));
  }
  for (auto& variable : changes) {
    set_in_file_.insert(variable.name);
    const auto entry = Scope::entry(std::move(variable));
    state_->environment.set(entry);
    state_->variables.set(entry);
  }
}

void Resolver::on_label(const Instruction& instruction) {
  for (const auto& pair : instruction.pairs) {
    expanded(pair.key);
    expanded(pair.value);
  }
}

// BuildKit expands and splits here, but does not report undefined variables.
void Resolver::on_expose(const Instruction& instruction) {
  for (const auto& arg : instruction.args) {
    const auto result = expand_words(arg, state_->variables, escape());
    for (const auto& error : result.whole.errors) note("expansion-error", "EXPOSE", error, arg.place());
    for (const auto& word : result.words) {
      const auto port = word.view();
      const auto slash = port.find('/');
      const auto protocol = slash == port.npos ? std::string_view() : port.substr(slash + 1);
      if (text::lower(protocol) != protocol)
        note_word("expose-protocol-casing", word,
                  "the protocol of port `" + text::printable(port) + "` should be in lower case",
                  std::string(port.substr(0, slash)) + "/" + text::lower(protocol));
      const auto colon = port.substr(0, slash).rfind(':');
      if (colon != port.npos)
        note_word("expose-invalid-format", word,
                  "EXPOSE takes no address and no host port: `" + text::printable(port) + "`",
                  std::string(port.substr(colon + 1)));
    }
  }
}

Expanded Resolver::expanded(const MappedText& word) {
  Expanded result = expand(word, state_->variables, escape());
  note_expansion(result, word);
  return result;
}

void Resolver::note_expansion(const Expanded& result, const MappedText& word) {
  for (const auto& error : result.errors) note("expansion-error", "", error, word.place());
  if (result.undefined.empty()) return;
  std::vector<std::string_view> names;  // bounded: a suggestion is not worth a quadratic search
  for (const auto& [name, variable] : state_->variables) {
    if (names.size() >= 500) break;
    names.push_back(name);
  }
  for (std::size_t i = 0; i < result.undefined.size(); ++i) {
    const std::string& name = result.undefined[i];
    note("undefined-variable", name, text::with_hint("variable `" + name + "` is not set here", name, names),
         result.undefined_at[i], state_->base_is_external);
  }
}

}  // namespace dockgate::build
