#include "facts/judge_values.hpp"

#include <algorithm>

#include "catalog/hub.hpp"
#include "facts/pin_places.hpp"
#include "facts/revision.hpp"

namespace dockgate::facts {
namespace {

using python::Possible;
using python::Unknown;
using python::Value;

/// Whether `value` has a default for what nobody gives; then its Unknown is only a note.
bool has_default(const Value& value) {
  return std::any_of(value.possible.begin(), value.possible.end(), [](const Possible& p) {
    return p.from_default && !std::holds_alternative<Unknown>(p.value);
  });
}

bool stands_beside_default(const Possible& possible, const Value& value) {
  const auto* unknown = std::get_if<Unknown>(&possible.value);
  if (unknown == nullptr) return false;
  using python::Why;
  return has_default(value) && (unknown->why == Why::caller || unknown->why == Why::environment ||
                                unknown->why == Why::command_line);
}

/// A caller that there was no time to look at, beside the default of a switch: it is off until somebody turns
/// it on.
bool cut_beside_default(const Possible& possible, const Value& value) {
  const auto* unknown = std::get_if<Unknown>(&possible.value);
  return unknown != nullptr && unknown->why == python::Why::limit && has_default(value);
}

std::string what_of(const Possible& possible) {
  if (const auto* unknown = std::get_if<Unknown>(&possible.value)) {
    if (!unknown->variable.empty()) return unknown->variable;
    return unknown->what;
  }
  if (const auto* result = std::get_if<python::Result>(&possible.value))
    return "what `" + result->callee + "` gives";
  if (const auto* name = std::get_if<python::Name>(&possible.value)) return "`" + name->dotted + "`";
  return "a value that is no constant";
}

/// The dotted name that an open value was asked of, where the hub answers it with the newest commit of a
/// name;
/// "" where it does not, or where the question itself names a revision.
std::string newest_commit(const Possible& possible, const Place& at) {
  std::string_view asked;
  if (const auto* name = std::get_if<python::Name>(&possible.value)) asked = name->dotted;
  if (const auto* result = std::get_if<python::Result>(&possible.value)) asked = result->callee;
  if (const auto* unknown = std::get_if<Unknown>(&possible.value)) {
    asked = unknown->what;
    asked = asked.starts_with('`') ? asked.substr(1, asked.find_first_of("(`", 1) - 1) : std::string_view();
  }
  const auto covers = [&](std::string_view pattern) { return catalog::matches(pattern, asked); };
  if (asked.empty() || std::ranges::none_of(catalog::hub_knowledge().newest, covers)) return {};
  const auto names_one = [](const Place& place) {
    return place.source && place.source->text(place.span).find("revision") != std::string_view::npos;
  };
  if (names_one(at) || std::ranges::any_of(possible.trace, [&](const auto& s) { return names_one(s.at); }))
    return {};
  return std::string(asked);
}

}  // namespace

std::vector<Step> to_steps(const std::vector<python::Step>& steps) {
  std::vector<Step> out;
  out.reserve(steps.size());
  for (const auto& step : steps) out.push_back({step.at, step.what});
  return out;
}

void add_default_notes(const Value& value, std::vector<std::string>& notes) {
  if (!has_default(value)) return;
  for (const auto& possible : value.possible)
    if (const auto* unknown = std::get_if<Unknown>(&possible.value)) {
      if (unknown->variable.empty()) continue;
      auto note = "the default was judged: `" + unknown->variable + "` may be set from outside";
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
    }
}

std::optional<Given> find_argument(const python::Call& call, const catalog::Parameter& parameter,
                                   catalog::Texts nested) {
  // Given twice, Python refuses the call: a keyword out of `**kwargs` beside a position has been removed
  // before.
  if (parameter.at >= 0)
    if (const auto* argument = call.positional(static_cast<std::size_t>(parameter.at)))
      return Given{argument->value, argument->at, argument->whole, argument->maybe_absent};
  for (const auto keyword : parameter.keywords)
    if (const auto* argument = call.keyword(keyword))
      return Given{argument->value, argument->at, argument->whole, argument->maybe_absent};
  return find_nested(call, parameter.keywords, nested);
}

std::optional<Given> find_nested(const python::Call& call, catalog::Texts keywords, catalog::Texts holders) {
  for (const auto holder : holders) {
    const auto* argument = call.keyword(holder);
    if (argument == nullptr || argument->value == nullptr) continue;
    for (const auto& possible : argument->value->possible)
      if (const auto* dict = std::get_if<python::Dict>(&possible.value))
        for (const auto keyword : keywords)
          if (const auto* item = dict->find(keyword)) {
            // What a user has to change stands in the dictionary, which may be far from the call.
            const bool placed = item->value->at.source != nullptr;
            return Given{item->value, placed ? item->value->at : argument->at,
                         placed ? item->value->at : argument->whole,
                         item->maybe || argument->value->possible.size() > 1};
          }
  }
  return std::nullopt;
}

bool may_hold(const python::Call& call, const catalog::Parameter& parameter) {
  return (call.open_keywords && !parameter.keywords.empty()) || (call.open_positional && parameter.at >= 0);
}

RevisionVerdict judge_revision(const python::Call& call, const catalog::Parameter& parameter,
                               catalog::Texts nested) {
  return judge_revision(call, find_argument(call, parameter, nested), may_hold(call, parameter));
}

RevisionVerdict judge_revision(const python::Call& call, const std::optional<Given>& given, bool open) {
  RevisionVerdict out;
  if (!given || given->value == nullptr) {
    if (open) {
      out.state = RevisionState::unresolved;
      out.missing = call.open_what;
    }
    return out;
  }
  out.state = RevisionState::not_needed;
  out.at = given->whole;
  if (is_written(call, given->whole) && is_replaceable(call, given->at, *given->value))
    out.value_at = given->at;
  const auto take = [&](RevisionState state, const Possible* possible, std::optional<std::string> text) {
    if (worse(out.state, state) == out.state) return;
    out.state = state;
    out.text = std::move(text);
    out.missing = state == RevisionState::unresolved && possible != nullptr ? what_of(*possible) : "";
    out.trace = possible != nullptr ? to_steps(possible->trace) : std::vector<Step>{};
  };
  for (const auto& possible : given->value->possible) {
    if (const auto* text = std::get_if<std::string>(&possible.value)) {
      take(classify_revision(*text), &possible, *text);
    } else if (const auto* number = std::get_if<long long>(&possible.value)) {
      take(classify_revision(std::to_string(*number)), &possible, std::to_string(*number));
    } else if (std::holds_alternative<python::None>(possible.value)) {
      take(RevisionState::absent, &possible, std::nullopt);
    } else if (auto newest = newest_commit(possible, given->at); !newest.empty()) {
      take(RevisionState::moving, &possible, std::move(newest));
    } else if (!stands_beside_default(possible, *given->value)) {
      take(RevisionState::unresolved, &possible, std::nullopt);
    }
  }
  if (given->maybe_absent) take(RevisionState::absent, nullptr, std::nullopt);
  if (out.state == RevisionState::not_needed) out.state = RevisionState::absent;
  add_default_notes(*given->value, out.notes);
  return out;
}

FlagVerdict judge_flag(const python::Call& call, const catalog::Parameter& parameter, catalog::Texts nested) {
  FlagVerdict out;
  const auto given = find_argument(call, parameter, nested);
  if (!given || given->value == nullptr) {
    if (!parameter.empty() && may_hold(call, parameter)) {
      out.value = Known::unresolved;
      out.missing = call.open_what;
    }
    return out;
  }
  out.given = true;
  out.at = given->whole;
  if (is_written(call, given->whole) && is_inside(call, given->at)) out.value_at = given->at;
  const auto take = [&](Known value, const Possible& possible) {
    if (value == Known::no || worse(out.value, value) == out.value) return;
    out.value = value;
    out.missing = value == Known::unresolved ? what_of(possible) : "";
    out.trace = to_steps(possible.trace);
  };
  for (const auto& possible : given->value->possible) {
    if (const auto* flag = std::get_if<bool>(&possible.value)) {
      take(*flag ? Known::yes : Known::no, possible);
    } else if (const auto* number = std::get_if<long long>(&possible.value)) {
      take(*number != 0 ? Known::yes : Known::no, possible);
    } else if (const auto* text = std::get_if<std::string>(&possible.value)) {
      take(text->empty() ? Known::no : Known::yes, possible);
    } else if (std::holds_alternative<python::None>(possible.value)) {
      continue;
    } else if (const auto holds = python::truth(possible);
               holds && !std::holds_alternative<Unknown>(possible.value)) {
      take(*holds ? Known::yes : Known::no, possible);
    } else if (!stands_beside_default(possible, *given->value) &&
               !cut_beside_default(possible, *given->value)) {
      take(Known::unresolved, possible);
    }
  }
  add_default_notes(*given->value, out.notes);
  return out;
}

bool switched_on(const python::Call& call, catalog::Texts switches) {
  return std::any_of(switches.begin(), switches.end(), [&](std::string_view entry) {
    const auto equals = entry.find('=');
    const auto* argument = call.keyword(entry.substr(0, equals));
    if (argument == nullptr || argument->value == nullptr || argument->maybe_absent) return false;
    const auto& value = *argument->value;
    if (equals != std::string_view::npos && entry.substr(equals + 1) == "*")
      return std::none_of(value.possible.begin(), value.possible.end(), [](const Possible& possible) {
        const auto* flag = std::get_if<bool>(&possible.value);
        return std::holds_alternative<python::None>(possible.value) || (flag != nullptr && *flag);
      });
    if (equals != std::string_view::npos) {
      if (const auto* flag = value.boolean()) return entry.substr(equals + 1) == (*flag ? "true" : "false");
      const auto* text = value.text();
      return text != nullptr && *text == entry.substr(equals + 1);
    }
    if (const auto* flag = value.boolean()) return *flag;
    const auto* text = value.text();
    return text != nullptr && !text->empty();
  });
}

}  // namespace dockgate::facts
