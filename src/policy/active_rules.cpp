#include "policy/active_rules.hpp"

#include <algorithm>

namespace dockgate::policy {
namespace {

using Op = Condition::Op;

void prepare_all(const Condition& condition, const facts::Kind& kind, const Policy& policy,
                 ActiveRules::OfKind& out) {
  out.conditions.try_emplace(&condition, prepare_condition(condition, kind, policy));
  const facts::Kind* inner = &kind;
  if (condition.op == Op::exists || condition.op == Op::missing)
    inner = facts::find_kind(condition.values.front());
  if (inner == nullptr) return;
  for (const Condition& child : condition.children) prepare_all(child, *inner, policy, out);
}

}  // namespace

PreparedCondition prepare_condition(const Condition& condition, const facts::Kind& kind,
                                    const Policy& policy) {
  PreparedCondition prepared;
  prepared.kind = &kind;
  if (!condition.field.empty()) prepared.field = facts::find_field(kind, condition.field);
  if (condition.op == Op::matches || condition.op == Op::contains_matching) {
    for (const std::string_view pattern : condition.values)
      prepared.regexes.push_back(&policy.regexes().get(pattern));
  }
  return prepared;
}

ActiveRules::ActiveRules(const Policy& policy, const Boundary& boundary, std::string_view path,
                         text::Date today)
    : policy_(policy), boundary_(boundary), path_(path), today_(today), slots_(facts::kinds().size()) {}

const ActiveRules::OfKind& ActiveRules::of(const facts::Kind& kind) const {
  Slot& slot = slots_[static_cast<std::size_t>(&kind - facts::kinds().data())];
  std::call_once(slot.once, [&] { fill(kind, slot.rules); });
  return slot.rules;
}

void ActiveRules::fill(const facts::Kind& kind, OfKind& out) const {
  for (const Rule* rule : policy_.rules()) {
    if (rule->kind != kind.name || !policy_.may_speak(*rule, boundary_, path_, today_)) continue;
    out.rules.push_back(rule);
    for (const Clause& clause : rule->clauses)
      if (clause.when) prepare_all(*clause.when, kind, policy_, out);
    for (const Alias& alias : rule->aliases)
      if (alias.when) prepare_all(*alias.when, kind, policy_, out);
    for (const RuleEdit& edit : rule->edits)
      if (edit.when) prepare_all(*edit.when, kind, policy_, out);
  }
  std::ranges::stable_sort(out.rules, {}, &Rule::order);
}

}  // namespace dockgate::policy
