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
#include "text/recent.hpp"
#include <dockgate/finding.hpp>

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

struct Decision;
/// What the rules say of one fact, in their order.
using Decisions = std::shared_ptr<const std::vector<Decision>>;

/// Of one policy and boundary. Keeps references to both. Safe to use from several threads.
class ActiveRules {
 public:
  /// For builds of the Dockerfile at display path `path`: of any, where the policy's levels do not depend on
  /// paths. `keeps`: the same facts will be judged again, so that what was decided about them is kept. `all`:
  /// also those that cannot say anything, for who tells what was looked at.
  ActiveRules(const Policy& policy, const Boundary& boundary, std::string_view path, text::Date today,
              bool keeps = false, bool all = false);

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
    /// All fields that decide what the rules say; empty where other facts do so as well, or where it is not
    /// worth while to keep what was said.
    std::vector<const facts::Field*> deciding;
  };
  /// Those on `kind` that are not off.
  const OfKind& of(const facts::Kind& kind) const;
  /// What was decided about a fact of `kind` with these values in OfKind::deciding, or null.
  Decisions kept(const facts::Kind& kind, const std::string& values) const;
  void keep(const facts::Kind& kind, const std::string& values, Decisions decisions) const;

 private:
  struct Slot {
    std::once_flag once;
    OfKind rules;
    std::mutex mutex;
    text::Recent<Decisions> decisions{256};
  };
  void fill(const facts::Kind& kind, OfKind& out) const;
  Slot& slot_of(const facts::Kind& kind) const;

  const Policy& policy_;
  const Boundary& boundary_;
  std::string path_;
  text::Date today_;
  bool keeps_ = false, all_ = false;
  mutable std::deque<Slot> slots_;  // by kind; filled when a kind is first asked for
};

/// What one rule says of a fact, which its fields decide. Where it stands and how it can be mended is the
/// fact's own.
struct Decision {
  const ActiveRules::ActiveRule* rule = nullptr;
  std::vector<std::string> aliases;
  Severity severity = Severity::error;
  Verdict verdict = Verdict::refuted;
  std::string message, help;
  std::string note;                // on the level, or ""
  std::vector<std::size_t> edits;  // of the rule that are offered
};

}  // namespace dockgate::policy
