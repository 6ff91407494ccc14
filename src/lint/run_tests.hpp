#pragma once
// Runs the tests that stand inside of a policy, and the examples of its own rules.

#include <string>
#include <vector>

#include "policy/policy.hpp"
#include <dockgate/finding.hpp>
#include <dockgate/lint.hpp>

namespace dockgate::lint {

struct TestOutcome {
  std::string name;                   // of the test, or "my/rule, bad example 2: …"
  Place at;                           // of the test; without a source for an example
  std::vector<std::string> failures;  // what came out otherwise; none: it passed
};

/// Each test and each example, judged by the same pipeline as files on disk, in memory alone. `today` is the
/// day of those that name none; `shellcheck` as in LintOptions.
std::vector<TestOutcome> run_tests(const policy::PolicyPtr& policy, const std::string& today,
                                   const ShellCheck& shellcheck = nullptr);

}  // namespace dockgate::lint
