#pragma once
// The keys of a policy file and of a rule file: the one table that readers, messages and the JSON Schema
// share.

#include <array>
#include <string_view>

#include "policy/shape.hpp"

namespace dockgate::policy {

inline constexpr std::array<std::string_view, 1> editions{"2026.1"};
inline constexpr std::array<std::string_view, 3> inline_words{"allow", "reason", "forbid"};
inline constexpr std::array<std::string_view, 4> justifications{"false-positive", "mitigated",
                                                                "no-alternative", "accepted-risk"};
/// The tools whose comments in Dockerfiles, Python and shell files may suppress findings.
inline constexpr std::array<std::string_view, 8> comment_tools{
    "dockgate", "hadolint", "buildkit", "tally", "trivy", "checkov", "bandit", "shellcheck"};
inline constexpr std::array<std::string_view, 2> verdict_words{"refuted", "unresolved"};

/// docs/policy.md.
const Shape& policy_shape();
/// policies/README.md; a rule of a policy and one of policies/rules have the same form.
const Shape& rule_shape();

// Parts that readers look at one by one.
const Shape& extension_shape();
const Shape& boundary_shape();
const Shape& classify_shape();
const Shape& match_shape();
const Shape& build_file_shape(std::string_view key);  // "compose" or "bake"
const Shape& list_entry_shape();
const Shape& model_entry_shape();
const Shape& remote_code_shape();
const Shape& setting_shape();
const Shape& override_shape();
const Shape& exception_shape();
const Shape& where_shape();
const Shape& test_shape();
const Shape& test_as_shape();
const Shape& expectation_shape();
const Shape& clause_shape();
const Shape& alias_shape();
const Shape& edit_shape();
const Shape& change_shape();
const Shape& examples_shape();
const Shape& example_shape();

}  // namespace dockgate::policy
