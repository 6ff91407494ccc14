#pragma once
// The rules that may speak somewhere, sorted out once for all Dockerfiles that are judged alike.

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/schema.hpp"
#include "policy/policy.hpp"
#include "policy/regexes.hpp"
#include "policy/rule.hpp"
#include "text/date.hpp"

namespace dockgate::policy {

/// A condition with what it names looked up.
struct PreparedCondition {
  const Condition* condition = nullptr;
  const facts::Kind* kind = nullptr;  // of the facts that it is about
  const facts::Field* field = nullptr;
  std::vector<const Regexes::Compiled*> regexes;
  std::vector<PreparedCondition> children;  // those of `exists` and `missing` are about facts of their kind
};
/// Looks up what `condition` on facts of `kind` names.
PreparedCondition prepare_condition(const Condition& condition, const facts::Kind& kind,
                                    const Policy& policy);

/// Of one policy and boundary. Keeps references to both. Safe to use from several threads.
class ActiveRules {
 public:
  /// For builds of the Dockerfile at display path `path`: of any, where the policy's levels do not depend on
  /// paths.
  ActiveRules(const Policy& policy, const Boundary& boundary, std::string_view path, text::Date today);

  struct ActiveRule {
    const Rule* rule = nullptr;
    // As the rule's; nothing: holds always.
    std::vector<std::optional<PreparedCondition>> clauses, aliases, edits;
  };
  /// The rules on one kind of facts, those of a group in their order.
  struct OfKind {
    std::vector<ActiveRule> rules;
    /// Most rules first ask whether one field is one of a few texts: of a fact with another text in `field`,
    /// or with none, only `others` have to be asked, by their numbers in `rules`; of one with such a text,
    /// those of `by_text`. Null: all of them, always.
    const facts::Field* field = nullptr;
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_text;
    std::vector<std::size_t> others;
  };
  /// Those on `kind` that are not off.
  const OfKind& of(const facts::Kind& kind) const;

 private:
  struct Slot {
    std::once_flag once;
    OfKind rules;
  };
  void fill(const facts::Kind& kind, OfKind& out) const;

  const Policy& policy_;
  const Boundary& boundary_;
  std::string path_;
  text::Date today_;
  mutable std::deque<Slot> slots_;  // by kind; filled when a kind is first asked for
};

}  // namespace dockgate::policy
