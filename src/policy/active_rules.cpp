#include "policy/active_rules.hpp"

#include <algorithm>

namespace dockgate::policy {
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
    ActiveRule& active = out.emplace_back();
    active.rule = rule;
    for (const Clause& clause : rule->clauses)
      active.clauses.push_back(clause.when ? std::optional(prepare_condition(*clause.when, kind, policy_))
                                           : std::nullopt);
  }
  std::ranges::stable_sort(out, {}, [](const ActiveRule& active) { return active.rule->order; });
}

}  // namespace dockgate::policy
