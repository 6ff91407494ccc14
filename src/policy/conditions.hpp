#pragma once
// Conditions on the facts of one build, in three-valued logic.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/schema.hpp"
#include "policy/active_rules.hpp"
#include "policy/policy.hpp"
#include "policy/rule.hpp"

namespace dockgate::policy {

enum class Truth { no, unknown, yes };

struct Relation;

/// A value as text: a list joined by blanks, "" when absent or not known.
std::string text_of_value(const facts::FieldValue& value);

/// Compares versions part by part, numbers as numbers: negative, 0, positive. A leading `v` does not count.
int compare_versions(std::string_view a, std::string_view b);

/// Judges facts of one build. Keeps references to all that it is given.
class Matcher {
 public:
  Matcher(const facts::BuildFacts& facts, const Policy& policy, const Boundary& boundary);
  ~Matcher();

  /// Whether `condition` holds for `fact`, which is of its kind.
  Truth holds(const PreparedCondition& condition, const facts::Fact& fact);
  /// Whether `condition` could hold for `fact` if what the fact is stays as it is (facts/scope.hpp) and the
  /// rest were otherwise: whether the rule is about it at all.
  bool may_concern(const PreparedCondition& condition, const facts::Fact& fact);
  /// Says that the next conditions are about `fact`, whose fields are then read once.
  void look_at(const facts::Fact& fact);
  /// The numbers of the rules that may have something to say of `fact`; null: all of them.
  const std::vector<std::size_t>* to_ask(const ActiveRules::OfKind& rules, const facts::Fact& fact);
  /// What kept conditions on it undecided, the first such thing: a variable, an argument. "" when all was
  /// known.
  const std::string& missing() const { return missing_; }
  /// A field, or what the last `misses-entry-of` found missing, as it stands in a message: a list joined by
  /// blanks, "" when absent.
  std::string text_of(std::string_view field, const facts::Kind& kind, const facts::Fact& fact);

 private:
  Truth scope_holds(const PreparedCondition& prepared, const facts::Fact& fact);
  const facts::FieldValue& value(const facts::Field& field, const facts::Fact& fact);
  Truth test(const PreparedCondition& prepared, const facts::Fact& fact);
  Truth compare(const PreparedCondition& prepared, std::string_view text, const facts::Fact& fact) const;
  static Truth contains(const PreparedCondition& prepared, const std::vector<std::string>& items);
  Truth exists(const PreparedCondition& prepared, const facts::Fact& fact);
  std::unique_ptr<Relation> relate(const PreparedCondition& prepared);
  void note_missing(const std::string& what);

  const facts::BuildFacts& facts_;
  const Policy& policy_;
  const Boundary& boundary_;
  std::unordered_map<const Condition*, std::unique_ptr<Relation>> relations_;
  // Fields of the fact that was asked for last: several rules look at the same ones.
  const facts::Fact* cached_fact_ = nullptr;
  std::vector<std::pair<const facts::Field*, facts::FieldValue>> cached_;
  facts::FieldValue uncached_;
  std::string missing_;
  std::string missing_entries_;
};

}  // namespace dockgate::policy
