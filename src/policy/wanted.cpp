#include "policy/wanted.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace dockgate::policy {
namespace {

using Op = Condition::Op;
/// Texts in telling fields, without one of which a condition certainly does not hold.
using Terms = std::vector<std::pair<std::string_view, std::string_view>>;

class Asked {
 public:
  Asked(const Policy& policy, facts::WantedKinds& out) : policy_(policy), out_(out) {}

  void add(const Rule& rule) {
    if (!can_hold(rule)) return;
    // Without clauses the program itself says when the rule is broken.
    if (rule.clauses.empty()) out_[std::string(rule.kind)].add_all();
    for (const Clause& clause : rule.clauses) {
      add_terms(rule.kind, clause.when);
      if (clause.when) add_others(*clause.when);
    }
    for (const Alias& alias : rule.aliases)
      if (alias.when) add_others(*alias.when);
    for (const RuleEdit& edit : rule.edits)
      if (edit.when) add_others(*edit.when);
  }

  bool can_hold(const Rule& rule) const {
    return rule.clauses.empty() || std::ranges::any_of(rule.clauses, [&](const Clause& clause) {
             const auto terms = clause.when ? terms_of(*clause.when, rule.kind) : std::nullopt;
             return !terms || !terms->empty();
           });
  }

 private:
  /// Nothing where facts without any of such texts may do.
  std::optional<Terms> terms_of(const Condition& condition, std::string_view kind) const {
    switch (condition.op) {
      case Op::is:
      case Op::in:
      case Op::contains: {
        const auto telling = facts::telling_fields(kind);
        if (std::ranges::find(telling, condition.field) == telling.end()) return std::nullopt;
        Terms terms;
        for (const std::string_view text : condition.values) terms.emplace_back(condition.field, text);
        return terms;
      }
      case Op::list_given:
        return policy_.has_entries(condition.values.front()) ? std::nullopt : std::optional(Terms());
      case Op::all: {
        // A no of one of them is a no of all, whatever the others are.
        std::optional<Terms> best;
        for (const Condition& child : condition.children) {
          auto terms = terms_of(child, kind);
          if (terms && (!best || terms->size() < best->size())) best = std::move(terms);
        }
        return best;
      }
      case Op::any: {
        if (condition.children.empty()) return std::nullopt;
        Terms all;
        for (const Condition& child : condition.children) {
          const auto terms = terms_of(child, kind);
          if (!terms) return std::nullopt;
          all.insert(all.end(), terms->begin(), terms->end());
        }
        return all;
      }
      default:
        return std::nullopt;
    }
  }

  void add_terms(std::string_view kind, const Condition* when) {
    const auto terms = when ? terms_of(*when, kind) : std::nullopt;
    if (terms && terms->empty()) return;
    facts::WantedOfKind& wanted = out_[std::string(kind)];
    if (!terms) return wanted.add_all();
    for (const auto& [field, text] : *terms) wanted.add(field, text);
  }

  /// The facts beside the one at hand that `condition` asks about.
  void add_others(const Condition& condition) {
    std::string_view others;
    if (condition.op == Op::exists || condition.op == Op::missing) {
      others = condition.values.front();
      if (condition.children.empty()) add_terms(others, nullptr);
    }
    for (const Condition& child : condition.children) {
      if (!others.empty()) add_terms(others, &child);
      add_others(child);
    }
  }

  const Policy& policy_;
  facts::WantedKinds& out_;
};

}  // namespace

bool has_something_to_say(const Rule& rule, const Policy& policy) {
  facts::WantedKinds kinds;
  return Asked(policy, kinds).can_hold(rule);
}

facts::WantedKinds wanted_facts(std::span<const Rule* const> rules, const Policy& policy) {
  facts::WantedKinds out;
  Asked asked(policy, out);
  for (const Rule* rule : rules) asked.add(*rule);
  return out;
}

}  // namespace dockgate::policy
