#include "policy/relation.hpp"

#include "policy/conditions.hpp"

namespace dockgate::policy {
namespace {

// Facts in scripts and modules stand where the instruction that leads to them does.
Rank rank_of(const facts::Fact& fact, const facts::BuildFacts& facts) {
  return {fact.instruction, fact.at.source == facts.source ? fact.at.span.begin : 0};
}

// The values of `fields` of `fact` as one text; nothing when one of them is not known.
template <typename Pick>
std::optional<std::string> key_of(const Relation& relation, const facts::Fact& fact, const Pick& pick) {
  std::string key;
  for (const auto& pair : relation.same) {
    const facts::FieldValue value = pick(pair)->get(fact);
    if (std::holds_alternative<facts::Unresolved>(value)) return std::nullopt;
    const std::string text = text_of_value(value);
    // With the length in front no two lists of values give the same text.
    key += std::to_string(value.index()) + ":" + std::to_string(text.size()) + ":" + text;
  }
  return key;
}

bool answers(const Relation& relation, const std::unordered_map<std::string, Relation::Bucket>& buckets,
             const std::string& key, const facts::Fact& fact, Rank rank) {
  const auto found = buckets.find(key);
  if (found == buckets.end()) return false;
  const Relation::Bucket& bucket = found->second;
  if (relation.other_run) {
    const bool earlier = bucket.first.first < rank.first, later = rank.first < bucket.last.first;
    if (!relation.before && !relation.after) return earlier || later;
    return (!relation.before || earlier) && (!relation.after || later);
  }
  if (relation.before && !(bucket.first < rank)) return false;
  if (relation.after && !(rank < bucket.last)) return false;
  return relation.before || relation.after || bucket.count > 1 || bucket.any != &fact;
}

}  // namespace

std::unique_ptr<Relation> Matcher::relate(const PreparedCondition& prepared) {
  const Condition& condition = *prepared.condition;
  const facts::Kind& kind = *prepared.kind;
  auto relation = std::make_unique<Relation>();
  relation->kind = facts::find_kind(condition.values.front());
  if (!relation->kind) return relation;
  bool by_instruction = false;
  for (const std::string_view word : condition.values.subspan(1)) {
    if (word == "before") relation->before = true;
    if (word == "after") relation->after = true;
    if (word == "same-run") relation->same_run = true;
    if (word == "other-run") relation->other_run = true;
    if (word == "just-before") relation->neighbour = -1;
    if (word == "just-after") relation->neighbour = 1;
    if (word == "same-run" || !word.starts_with("same-")) continue;
    const std::string_view field = word.substr(5);
    relation->same.emplace_back(facts::find_field(kind, field), facts::find_field(*relation->kind, field));
  }
  by_instruction = relation->same_run || relation->neighbour != 0;
  if (relation->neighbour != 0) {
    // The neighbour in another stage is none.
    relation->same.emplace_back(facts::find_field(kind, "stage"),
                                facts::find_field(*relation->kind, "stage"));
  }
  std::erase_if(relation->same, [](const auto& pair) { return !pair.first || !pair.second; });
  relation->kind->each(facts_, [&](const facts::Fact& fact) {
    const Truth holds = prepared.children.empty() ? Truth::yes : this->holds(prepared.children.front(), fact);
    if (holds == Truth::no) return;
    auto key = key_of(*relation, fact, [](const auto& pair) { return pair.second; });
    if (!key) {
      relation->unknown_key = true;
      return;
    }
    if (by_instruction) *key += "@" + std::to_string(fact.instruction);
    auto& bucket = (holds == Truth::yes ? relation->certain : relation->possible)[*key];
    const Rank rank = rank_of(fact, facts_);
    if (bucket.count == 0 || rank < bucket.first) bucket.first = rank;
    if (bucket.count == 0 || bucket.last < rank) bucket.last = rank;
    bucket.any = &fact;
    ++bucket.count;
  });
  return relation;
}

Truth Matcher::exists(const PreparedCondition& prepared, const facts::Fact& fact) {
  std::unique_ptr<Relation>& known = relations_[prepared.condition];
  if (!known) known = relate(prepared);
  const Relation& relation = *known;
  auto key = key_of(relation, fact, [](const auto& pair) { return pair.first; });
  if (!key) return relation.certain.empty() && relation.possible.empty() ? Truth::no : Truth::unknown;
  if (relation.neighbour < 0 && fact.instruction == 0) return Truth::no;
  if (relation.same_run || relation.neighbour != 0) {
    *key += "@" + std::to_string(fact.instruction + static_cast<std::size_t>(relation.neighbour));
  }
  const Rank rank = rank_of(fact, facts_);
  if (answers(relation, relation.certain, *key, fact, rank)) return Truth::yes;
  if (relation.unknown_key || answers(relation, relation.possible, *key, fact, rank)) return Truth::unknown;
  return Truth::no;
}

}  // namespace dockgate::policy
