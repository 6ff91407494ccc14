#pragma once
// The facts of many Dockerfiles, before any policy.

#include <string>
#include <vector>

#include "facts/facts.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lint {

struct UnderstoodBuild {
  facts::BuildFacts facts;
  std::string boundary;  // "" when the policy is broken
};

struct UnderstandResult {
  std::vector<UnderstoodBuild> builds;  // in the order of the inputs
  std::vector<NotJudged> not_judged;
  std::vector<Problem> policy_errors;
  bool internal_error = false;
};

/// Never throws, as check(). `hash_weights`: facts of weight files get their digests.
UnderstandResult understand_all(std::vector<LintInput> inputs, const LintOptions& options,
                                bool hash_weights = true);

}  // namespace dockgate::lint
