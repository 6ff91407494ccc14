#include "policy/active_rules.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "policy/message.hpp"
#include "policy/wanted.hpp"

namespace dockgate::policy {
namespace {

/// What is asked first where `condition` is judged, with a plain no to anything but some texts; null when it
/// is something else.
const PreparedCondition* first_question(const PreparedCondition& condition) {
  using Op = Condition::Op;
  const PreparedCondition* at = &condition;
  while (at->condition->op == Op::all && !at->children.empty()) at = &at->children.front();
  const bool texts = at->condition->op == Op::is || at->condition->op == Op::in;
  return texts && at->field != nullptr ? at : nullptr;
}

/// The texts without one of which in `field` the rule has nothing to say; nothing where it asks something
/// else first.
std::optional<std::vector<std::string_view>> texts_of(const ActiveRules::ActiveRule& rule,
                                                      const facts::Field* field) {
  std::vector<std::string_view> texts;
  for (const auto& clause : rule.clauses) {
    const PreparedCondition* first = clause ? first_question(*clause) : nullptr;
    if (first == nullptr || first->field != field) return std::nullopt;
    texts.insert(texts.end(), first->condition->values.begin(), first->condition->values.end());
  }
  return texts;
}

/// Sorts out which rules have to be asked, by the field that most of them ask for first.
void sort_by_question(ActiveRules::OfKind& out) {
  std::map<const facts::Field*, std::size_t> asked;
  for (const auto& rule : out.rules)
    if (const auto* first =
            !rule.clauses.empty() && rule.clauses.front() ? first_question(*rule.clauses.front()) : nullptr)
      ++asked[first->field];
  if (asked.empty()) return;
  out.field = std::ranges::max_element(asked, {}, [](const auto& entry) { return entry.second; })->first;
  std::vector<std::optional<std::vector<std::string_view>>> texts;
  for (const auto& rule : out.rules) {
    texts.push_back(texts_of(rule, out.field));
    for (const std::string_view text : texts.back().value_or(std::vector<std::string_view>{}))
      out.by_text[text];
  }
  for (std::size_t i = 0; i < out.rules.size(); ++i) {
    if (!texts[i]) out.others.push_back(i);
    for (auto& [text, rules] : out.by_text)
      if (!texts[i] || std::ranges::find(*texts[i], text) != texts[i]->end()) rules.push_back(i);
  }
}

/// The fields that decide what rules say.
class Deciding {
 public:
  explicit Deciding(const facts::Kind& kind) : kind_(kind) {}
  void add(const ActiveRules::ActiveRule& active) {
    for (const auto* conditions : {&active.clauses, &active.aliases, &active.edits})
      for (const auto& condition : *conditions)
        if (condition) add(*condition);
    for (const Alias& alias : active.rule->aliases) add(alias.field);
    add_names(active.rule->help);
    for (const Clause& clause : active.rule->clauses) {
      add_names(clause.message);
      add_names(clause.help);
    }
  }
  /// None, where other facts decide as well.
  std::vector<const facts::Field*> take() && {
    if (others_) fields_.clear();
    return std::move(fields_);
  }

 private:
  void add(const PreparedCondition& condition) {
    using Op = Condition::Op;
    const Op op = condition.condition->op;
    others_ = others_ || op == Op::exists || op == Op::missing;
    if (op == Op::in_list) add("revision");
    add(condition.condition->field);
    for (const PreparedCondition& child : condition.children) add(child);
  }
  void add(std::string_view name) {
    const facts::Field* field = name.empty() ? nullptr : facts::find_field(kind_, name);
    if (field != nullptr && std::ranges::find(fields_, field) == fields_.end()) fields_.push_back(field);
  }
  void add_names(std::string_view text) {
    if (const auto names = placeholders(text))
      for (const std::string_view name : *names) add(name);
  }

  const facts::Kind& kind_;
  std::vector<const facts::Field*> fields_;
  bool others_ = false;
};

}  // namespace

PreparedCondition prepare_condition(const Condition& condition, const facts::Kind& kind,
                                    const Policy& policy) {
  using Op = Condition::Op;
  PreparedCondition prepared;
  prepared.condition = &condition;
  prepared.kind = &kind;
  if (!condition.field.empty()) prepared.field = facts::find_field(kind, condition.field);
  if (condition.op == Op::matches || condition.op == Op::contains_matching) {
    for (const std::string_view pattern : condition.values)
      prepared.regexes.push_back(&policy.regexes().get(pattern));
  }
  const facts::Kind* inner = &kind;
  if (condition.op == Op::exists || condition.op == Op::missing)
    inner = facts::find_kind(condition.values.front());
  if (inner == nullptr) return prepared;
  for (const Condition& child : condition.children)
    prepared.children.push_back(prepare_condition(child, *inner, policy));
  return prepared;
}

ActiveRules::ActiveRules(const Policy& policy, const Boundary& boundary, std::string_view path,
                         text::Date today, bool keeps, bool all)
    : policy_(policy),
      boundary_(boundary),
      path_(path),
      today_(today),
      keeps_(keeps),
      all_(all),
      slots_(facts::kinds().size()) {}

ActiveRules::Slot& ActiveRules::slot_of(const facts::Kind& kind) const {
  return slots_[static_cast<std::size_t>(&kind - facts::kinds().data())];
}

Decisions ActiveRules::kept(const facts::Kind& kind, const std::string& values) const {
  Slot& slot = slot_of(kind);
  const std::lock_guard lock(slot.mutex);
  const Decisions* known = slot.decisions.find(values);
  return known == nullptr ? nullptr : *known;
}

void ActiveRules::keep(const facts::Kind& kind, const std::string& values, Decisions decisions) const {
  Slot& slot = slot_of(kind);
  const std::lock_guard lock(slot.mutex);
  slot.decisions.keep(values, std::move(decisions));
}

const ActiveRules::OfKind& ActiveRules::of(const facts::Kind& kind) const {
  Slot& slot = slot_of(kind);
  std::call_once(slot.once, [&] { fill(kind, slot.rules); });
  return slot.rules;
}

void ActiveRules::fill(const facts::Kind& kind, OfKind& out) const {
  for (const Rule* rule : policy_.rules()) {
    if (rule->kind != kind.name || !policy_.may_speak(*rule, boundary_, path_, today_)) continue;
    if (!all_ && !has_something_to_say(*rule, policy_)) continue;
    ActiveRule& active = out.rules.emplace_back();
    active.rule = rule;
    const auto prepare = [&](const auto& parts, auto& conditions) {
      for (const auto& part : parts)
        conditions.push_back(part.when ? std::optional(prepare_condition(*part.when, kind, policy_))
                                       : std::nullopt);
    };
    prepare(rule->clauses, active.clauses);
    prepare(rule->aliases, active.aliases);
    prepare(rule->edits, active.edits);
  }
  std::ranges::stable_sort(out.rules, {}, [](const ActiveRule& active) { return active.rule->order; });
  sort_by_question(out);
  constexpr std::size_t many = 4;  // Where a first question leaves few rules, to ask them costs less.
  std::size_t asked = out.field == nullptr ? out.rules.size() : out.others.size();
  for (const auto& [text, rules] : out.by_text) asked = std::max(asked, rules.size());
  if (!keeps_ || asked < many) return;
  Deciding deciding(kind);
  for (const ActiveRule& active : out.rules) deciding.add(active);
  out.deciding = std::move(deciding).take();
}

}  // namespace dockgate::policy
