#pragma once
// Facts to findings under a policy.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.hpp"
#include "policy/active_rules.hpp"
#include "policy/looks.hpp"
#include "policy/policy.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::policy {

/// Which exceptions of one policy were looked at and needed in a run. Merge the uses of several builds.
struct ExceptionUse {
  struct Entry {
    bool in_reach = false;  // a Dockerfile was judged that the exception speaks of
    bool used = false;
    std::set<std::string> subjects;  // of the findings that it spoke of, the first few
  };
  std::vector<Entry> entries;  // as Policy::exceptions(); may be shorter
  void merge(const ExceptionUse& other);
};

/// The label by which an image asks for a boundary.
inline constexpr std::string_view boundary_label = "org.dockgate.boundary";

/// What the boundary of a build is decided by: labels, `LABEL org.dockgate.boundary=NAME` and a comment
/// `# dockgate boundary=NAME` in the Dockerfile.
ClassifyInput classify_input(const facts::BuildFacts& facts, std::string target = {});

/// All findings of the policy's rules on the facts of one build, suppressed ones included. Order: by fact
/// kind, in the order of the facts, a fact's rules by name. `today` decides about expired exceptions and
/// effective dates. `looks`, where given, is told what each rule was asked about. `active`: the rules that
/// may speak, where they are known from another build under the same policy and boundary.
std::vector<Finding> evaluate(const Policy& policy, const Boundary& boundary, const facts::BuildFacts& facts,
                              text::Date today, ExceptionUse* use = nullptr, Looks* looks = nullptr,
                              const ActiveRules* active = nullptr);

/// Puts level, boundary, help and exceptions on a finding that is not made from facts (input/syntax …): its
/// rule has to be set; a level above that of the rule is not kept. False when the rule is off or unknown to
/// the policy.
bool apply_policy(Finding& finding, const Policy& policy, const Boundary& boundary, text::Date today,
                  ExceptionUse* use = nullptr);

/// What the policy's exceptions themselves are worth after a run: policy/exception-expired for each that has
/// run out or runs longer than its boundary allows, policy/exception-unused for each in reach that nothing
/// needed, policy/exception-broad for each that covers more than one thing. They stand in the policy file.
std::vector<Finding> exception_findings(const Policy& policy, const Boundary& boundary,
                                        const ExceptionUse& use, text::Date today);

}  // namespace dockgate::policy
