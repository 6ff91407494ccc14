#include "policy/conditions.hpp"

#include <algorithm>
#include <charconv>

#include "facts/scope.hpp"
#include "policy/message.hpp"
#include "policy/relation.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

using Op = Condition::Op;
using facts::FieldValue;

Truth truth(bool value) {
  return value ? Truth::yes : Truth::no;
}

Truth negated(Truth value) {
  if (value == Truth::unknown) return value;
  return value == Truth::yes ? Truth::no : Truth::yes;
}

}  // namespace

std::string text_of_value(const FieldValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  std::string result;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& item : *list) result += (result.empty() ? "" : " ") + item;
  }
  return result;
}

int compare_versions(std::string_view a, std::string_view b) {
  const auto next = [](std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of(".-_+"), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
  };
  const auto number = [](std::string_view part) {
    long long value = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    return std::pair(error == std::errc() ? value : 0,
                     part.substr(static_cast<std::size_t>(stop - part.data())));
  };
  for (auto* text : {&a, &b}) {
    if (text->starts_with('v')) text->remove_prefix(1);
  }
  while (!a.empty() || !b.empty()) {
    const auto one = number(next(a)), other = number(next(b));
    if (one.first != other.first) return one.first < other.first ? -1 : 1;
    // "2.0rc1" comes before "2.0".
    if (one.second.empty() != other.second.empty()) return one.second.empty() ? 1 : -1;
    if (const int order = one.second.compare(other.second)) return order < 0 ? -1 : 1;
  }
  return 0;
}

Matcher::Matcher(const facts::BuildFacts& facts, const Policy& policy, const Boundary& boundary)
    : facts_(facts), policy_(policy), boundary_(boundary) {}
Matcher::~Matcher() = default;

void Matcher::look_at(const facts::Fact& fact) {
  cached_fact_ = &fact;
  cached_.clear();
  missing_.clear();
}

const std::vector<std::size_t>* Matcher::to_ask(const ActiveRules::OfKind& rules, const facts::Fact& fact) {
  if (rules.field == nullptr) return nullptr;
  const FieldValue& field = value(*rules.field, fact);
  if (std::holds_alternative<facts::Absent>(field)) return &rules.others;
  const auto* text = std::get_if<std::string>(&field);
  if (text == nullptr) return nullptr;
  const auto found = rules.by_text.find(*text);
  return found == rules.by_text.end() ? &rules.others : &found->second;
}

void Matcher::note_missing(const std::string& what) {
  if (missing_.empty()) missing_ = what;
}

const FieldValue& Matcher::value(const facts::Field& field, const facts::Fact& fact) {
  if (&fact != cached_fact_) {
    uncached_ = field.get(fact);
    return uncached_;
  }
  for (const auto& [known, value] : cached_) {
    if (known == &field) return value;
  }
  cached_.emplace_back(&field, field.get(fact));
  return cached_.back().second;
}

std::string Matcher::text_of(std::string_view field, const facts::Kind& kind, const facts::Fact& fact) {
  if (field == missing_entries) return missing_entries_;
  const facts::Field* found = facts::find_field(kind, field);
  if (!found) return {};
  const FieldValue value = found->get(fact);
  return std::holds_alternative<facts::Unresolved>(value) ? "(not known)" : text_of_value(value);
}

Truth Matcher::holds(const PreparedCondition& prepared, const facts::Fact& fact) {
  const Condition& condition = *prepared.condition;
  switch (condition.op) {
    case Op::all:
    case Op::any: {
      const Truth decisive = condition.op == Op::all ? Truth::no : Truth::yes;
      Truth result = negated(decisive);
      for (const PreparedCondition& child : prepared.children) {
        const Truth part = holds(child, fact);
        if (part == decisive) return decisive;
        if (part == Truth::unknown) result = Truth::unknown;
      }
      return result;
    }
    case Op::negate:
      return prepared.children.empty() ? Truth::unknown : negated(holds(prepared.children.front(), fact));
    case Op::list_given:
      return truth(policy_.has_entries(condition.values.front()));
    case Op::exists:
      return exists(prepared, fact);
    case Op::missing:
      return negated(exists(prepared, fact));
    default:
      return test(prepared, fact);
  }
}

bool Matcher::may_concern(const PreparedCondition& condition, const facts::Fact& fact) {
  return scope_holds(condition, fact) != Truth::no;
}

Truth Matcher::scope_holds(const PreparedCondition& prepared, const facts::Fact& fact) {
  const Condition& condition = *prepared.condition;
  switch (condition.op) {
    case Op::all:
    case Op::any: {
      const Truth decisive = condition.op == Op::all ? Truth::no : Truth::yes;
      Truth result = negated(decisive);
      for (const PreparedCondition& child : prepared.children) {
        const Truth part = scope_holds(child, fact);
        if (part == decisive) return decisive;
        if (part == Truth::unknown) result = Truth::unknown;
      }
      return result;
    }
    case Op::negate:
      return prepared.children.empty() ? Truth::unknown
                                       : negated(scope_holds(prepared.children.front(), fact));
    case Op::list_given:
      return truth(policy_.has_entries(condition.values.front()));
    case Op::exists:
    case Op::missing:
      return Truth::unknown;
    default: {
      const auto scope = facts::scope_fields(prepared.kind->name);
      const bool about = std::ranges::find(scope, condition.field) != scope.end();
      return about ? test(prepared, fact) : Truth::unknown;
    }
  }
}

Truth Matcher::test(const PreparedCondition& prepared, const facts::Fact& fact) {
  const Condition& condition = *prepared.condition;
  if (!prepared.field) return Truth::no;
  const FieldValue& field = value(*prepared.field, fact);
  const bool absent = std::holds_alternative<facts::Absent>(field);
  const auto* unknown = std::get_if<facts::Unresolved>(&field);
  if (condition.op == Op::unresolved) return truth(unknown != nullptr);
  if (unknown) {
    note_missing(unknown->what);
    return Truth::unknown;
  }
  if (condition.op == Op::misses_entry_of) {
    static const std::vector<std::string> none;
    const auto* items = std::get_if<std::vector<std::string>>(&field);
    missing_entries_ = policy_.entries_without(condition.values.front(), items ? *items : none, boundary_);
    return truth(!missing_entries_.empty());
  }
  if (condition.op == Op::present) return truth(!absent);
  if (condition.op == Op::absent) return truth(absent);
  if (absent) return Truth::no;
  if (const auto* list = std::get_if<std::vector<std::string>>(&field)) return contains(prepared, *list);
  if (const auto* text = std::get_if<std::string>(&field)) return compare(prepared, *text, fact);
  return compare(prepared, text_of_value(field), fact);
}

Truth Matcher::compare(const PreparedCondition& prepared, std::string_view text,
                       const facts::Fact& fact) const {
  const Condition& condition = *prepared.condition;
  switch (condition.op) {
    case Op::is:
    case Op::in:
      return truth(std::ranges::find(condition.values, text) != condition.values.end());
    case Op::matches:
      return truth(std::ranges::any_of(prepared.regexes,
                                       [&](const auto* regex) { return Regexes::found(*regex, text); }));
    case Op::glob:
      return truth(std::ranges::any_of(condition.values,
                                       [&](std::string_view glob) { return text::glob_match(glob, text); }));
    case Op::at_least:
    case Op::less_than: {
      if (text.find_first_of("0123456789") > (text.starts_with('v') ? 1u : 0u)) return Truth::no;
      const int order = compare_versions(text, condition.values.front());
      return truth(condition.op == Op::at_least ? order >= 0 : order < 0);
    }
    case Op::in_list: {
      const auto* field = facts::find_field(*prepared.kind, "revision");
      const std::string revision = field ? text_of_value(field->get(fact)) : std::string();
      return truth(policy_.match(condition.values.front(), text, revision, boundary_) != nullptr);
    }
    default:
      return Truth::no;
  }
}

Truth Matcher::contains(const PreparedCondition& prepared, const std::vector<std::string>& items) {
  const Condition& condition = *prepared.condition;
  const auto found = [&](const std::string& item) {
    if (condition.op == Op::contains)
      return std::ranges::find(condition.values, item) != condition.values.end();
    return condition.op == Op::contains_matching &&
           std::ranges::any_of(prepared.regexes,
                               [&](const auto* regex) { return Regexes::found(*regex, item); });
  };
  return truth(std::ranges::any_of(items, found));
}

}  // namespace dockgate::policy
