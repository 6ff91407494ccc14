#include "report/outcome.hpp"

#include <algorithm>

namespace dockgate::report {

Outcome outcome_of(const LintResult& result) {
  Outcome outcome;
  outcome.violated = result.violated;
  outcome.not_judged =
      std::ranges::any_of(result.not_judged, [](const NotJudged& item) { return !item.part; });
  outcome.invalid_policy = !result.policy_errors.empty();
  outcome.internal_error = result.internal_error;
  return outcome;
}

}  // namespace dockgate::report
