#include <algorithm>

#include "facts/judge_values.hpp"
#include "facts/pin_places.hpp"
#include "facts/python_calls.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using catalog::LoadApi;
using python::Possible;

bool is_safe(std::string_view value, std::string_view safe_values) {
  for (const auto pattern : text::split(safe_values, '|'))
    if (catalog::matches(pattern, value)) return true;
  return false;
}

/// A value as guards are written in the catalogue: true, false, none, text, a dotted name; nothing when it is
/// not known. A class of the program stands for what it derives from, a safe one first.
std::optional<std::string> written(const Possible& possible, std::string_view safe_values) {
  if (const auto* flag = std::get_if<bool>(&possible.value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<long long>(&possible.value)) return *number != 0 ? "true" : "false";
  if (std::holds_alternative<python::None>(possible.value)) return "none";
  if (const auto* text = std::get_if<std::string>(&possible.value)) return *text;
  if (const auto* name = std::get_if<python::Name>(&possible.value)) return name->dotted;
  if (std::holds_alternative<python::List>(possible.value)) return "list";
  if (const auto* klass = std::get_if<python::ClassRef>(&possible.value)) {
    for (const auto& base : klass->bases)
      if (is_safe(base, safe_values)) return base;
    if (!klass->bases.empty()) return klass->bases.front();
  }
  return std::nullopt;
}

bool any_matches(catalog::Texts globs, std::string_view path) {
  const auto name = text::file_name(path);
  return std::any_of(globs.begin(), globs.end(),
                     [&](std::string_view glob) { return text::glob_match(glob, name); });
}

std::string guard_name(const LoadApi& row) {
  return row.guard.keywords.empty() ? "the guard" : std::string(row.guard.keywords.front());
}

std::string version_note(const Versions& versions, std::string_view package) {
  const auto* known = versions.find(package);
  if (known == nullptr) return "the version of " + std::string(package) + " is not known";
  if (known->exact) return std::string(package) + " " + known->version + " by " + known->how;
  return "the version of " + std::string(package) + " by " + known->how;
}

/// The first value of the catalogue that makes the load safe, as the file would write it: a constant, or a
/// name of the module through which the call is made ("yaml.SafeLoader" of `yaml.load`). "" where that cannot
/// be told.
std::string safe_value_of(const python::Call& call, const LoadApi& row) {
  const auto values = text::split(row.safe_value, '|');
  const std::string_view value = values.empty() ? std::string_view() : values.front();
  if (value == "true") return "True";
  if (value == "false") return "False";
  if (value == "none") return "None";
  const auto dot = value.rfind('.');
  const auto module = call.callee.substr(0, std::min(call.callee.rfind('.'), call.callee.size()));
  const bool any_module = value.starts_with('*') && value.find_first_of("*.", 1) == std::string_view::npos;
  const bool own = dot != std::string_view::npos && value.substr(0, dot) == module;
  if ((!any_module && !own) || !call.callee_at.source) return {};
  // What stands before the last name of the callee: the module, by whatever name.
  const Span before{call.at.span.begin, call.callee_at.span.begin};
  if (before.end <= before.begin || call.at.source != call.callee_at.source) return {};
  const std::string_view receiver = call.at.source->text(before);
  const bool plain =
      receiver.ends_with('.') && receiver.find_first_of(" \t\r\n()[]") == std::string_view::npos;
  return plain ? std::string(receiver) + std::string(value.substr(any_module ? 1 : dot + 1)) : std::string();
}

void add_guard(const python::Call& call, const LoadApi& row, const std::optional<Given>& guard,
               LoadFact& fact) {
  fact.guard = row.guard.keywords.empty() ? std::string() : std::string(row.guard.keywords.front());
  fact.guard_safe = safe_value_of(call, row);
  if (guard && guard->value != nullptr) {
    if (is_written(call, guard->whole) && is_inside(call, guard->at))
      fact.parts.push_back({"guard_value", guard->at});
  } else if (!may_hold(call, row.guard)) {
    if (auto gap = argument_gap(call)) fact.parts.push_back(std::move(*gap));
  }
}

}  // namespace

std::optional<LoadFact> load_fact(const python::Call& call, const LoadApi& row, const CallContext& context) {
  LoadFact fact;
  fact.at = call.at;
  fact.api = call.callee;
  fact.subject = call.callee;
  fact.parts.push_back({"call", call.callee_at});
  fact.why = row.why;
  if (!row.alternative.empty()) fact.notes.emplace_back(row.alternative);
  for (const auto& step : call.via) fact.trace.push_back({step.at, step.what});

  const auto file = find_argument(call, row.file, {});
  if (!row.only_files.empty() && !file && !may_hold(call, row.file)) return std::nullopt;
  const std::string* path = file && file->value ? file->value->text() : nullptr;
  if (!row.only_files.empty() && path != nullptr && !any_matches(row.only_files, *path)) {
    fact.safe = Known::yes;
    fact.why = "the file's format holds no code";
    return fact;
  }
  if (path != nullptr && any_matches(row.always_files, *path)) {
    fact.safe = Known::no;
    fact.why = "the format of `" + *path + "` is not guarded";
    return fact;
  }
  if (const auto* made = file && file->value ? file->value->only<python::Result>() : nullptr;
      made != nullptr && std::ranges::find(row.made_by, made->callee) != row.made_by.end()) {
    fact.safe = Known::yes;
    fact.why = "the program made these bytes itself";
    return fact;
  }
  if (row.guard.empty()) return fact;  // nothing makes it safe

  const auto guard = find_argument(call, row.guard, {});
  add_guard(call, row, guard, fact);
  bool safe = true;
  std::string open;
  if (guard && guard->value != nullptr) {
    fact.parts.push_back({"guard", guard->whole});
    for (const auto& possible : guard->value->possible) {
      const auto value = written(possible, row.safe_value);
      if (!value) {
        const auto* unknown = std::get_if<python::Unknown>(&possible.value);
        const bool defaulted = std::any_of(guard->value->possible.begin(), guard->value->possible.end(),
                                           [](const Possible& p) { return p.from_default; });
        if (!(unknown != nullptr && defaulted))
          open = unknown != nullptr ? unknown->what : "`" + guard_name(row) + "`";
      } else if (!is_safe(*value, row.safe_value)) {
        safe = false;
        fact.why = "`" + guard_name(row) + "=" + *value + "`: " + std::string(row.why);
        for (const auto& step : possible.trace) fact.trace.push_back({step.at, step.what});
      }
    }
    add_default_notes(*guard->value, fact.notes);
  } else if (may_hold(call, row.guard)) {
    open = call.open_what;
  } else {
    // Left out: the default decides, which may depend on the version.
    std::string_view value = row.guard_default;
    bool known = row.guard_defaults.empty();
    for (const auto& version : row.guard_defaults) {
      const auto holds = context.versions->holds(version);
      if (!holds || !*holds) continue;
      value = version.value;
      known = true;
      if (!version.why.empty()) fact.why = version.why;
      fact.notes.push_back(version_note(*context.versions, version.package));
      break;
    }
    if (!known && value.empty()) {
      open = "`" + guard_name(row) + "` is not given, and " +
             version_note(*context.versions, row.guard_defaults.front().package);
    } else {
      safe = is_safe(value, row.safe_value);
    }
  }
  for (const auto name : row.defeats)
    if (const auto* argument = call.keyword(name))
      if (argument->value == nullptr || argument->value->only<python::None>() == nullptr) {
        safe = false;
        fact.why = "`" + std::string(name) + "` defeats the guard";
      }
  for (const auto name : row.defeated_by)
    if (context.variable)
      if (const auto value = context.variable(name)) {
        const auto lowered = text::lower(*value);
        if (!lowered.empty() && lowered != "0" && lowered != "false") {
          safe = false;
          open.clear();
          fact.why = "`" + std::string(name) + "=" + *value + "` turns the guard off";
        }
      }
  if (safe && open.empty())
    for (const auto& version : row.unsafe_anyway)
      if (const auto holds = context.versions->holds(version); holds && *holds) {
        const auto* known = context.versions->find(version.package);
        if (known == nullptr || !known->exact) continue;
        const auto hole = std::string(version.why) + "; " + version_note(*context.versions, version.package);
        if (guard) {
          fact.bypassed = hole;
        } else {  // nobody asked for the guard, and the default does not hold either
          safe = false;
          fact.why = hole;
        }
        break;
      }
  fact.safe = !safe ? Known::no : open.empty() ? Known::yes : Known::unresolved;
  if (fact.safe == Known::unresolved) fact.why = open;
  return fact;
}

}  // namespace dockgate::facts
