#pragma once
// YAML to rules, strictly: what policies/README.md does not say is a mistake with a place.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/arena.hpp"
#include "policy/rule.hpp"
#include "yaml/node.hpp"

namespace dockgate::facts {
struct Kind;
}

namespace dockgate::policy {

/// What a rule may speak of besides the fields of its facts.
struct RuleChecks {
  std::string_view expected_name;  // the name has to be this one; "" = any
  bool examples_required = true;
  bool form_is_checked = false;             // by check_shape() of a whole that holds the rule
  std::span<const std::string> boundaries;  // names that `severity` may use
  std::span<const std::string> lists;       // names that `in-list` and `list-given` may use
};

/// Reads the rule in `node`. Texts live in `arena`. Adds every mistake to `problems`; nothing when there were
/// any.
std::optional<Rule> read_rule(const yaml::Node& node, Arena& arena, std::vector<Problem>& problems,
                              const RuleChecks& checks);

/// Reads a condition on facts of `kind` (policies/README.md, "Conditions"). Nothing when there were problems.
std::optional<Condition> read_condition(const yaml::Node& node, const facts::Kind& kind, Arena& arena,
                                        std::vector<Problem>& problems, const RuleChecks& checks);

}  // namespace dockgate::policy
