#pragma once
// The rules that may speak somewhere, sorted out once for all Dockerfiles that are judged alike.

#include <deque>
#include <memory>
#include <mutex>
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

/// What a condition names, looked up.
struct PreparedCondition {
  const facts::Kind* kind = nullptr;
  const facts::Field* field = nullptr;
  std::vector<const Regexes::Compiled*> regexes;
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

  struct OfKind {
    std::vector<const Rule*> rules;  // those of a group in their order
    std::unordered_map<const Condition*, PreparedCondition> conditions;
  };
  /// The rules on `kind` that are not off, with the conditions that they ask about its facts and others.
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
