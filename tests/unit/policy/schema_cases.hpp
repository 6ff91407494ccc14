#pragma once
// Policies that use every key once, and what is wrong with them when one value is replaced: the cases on
// which the reader and the JSON Schema have to agree.

#include <string>
#include <vector>

#include "policy/policy_shape.hpp"
#include "yaml/node.hpp"

namespace dockgate::policy {

struct SchemaCase {
  std::string what;  // "exceptions[].where.path: [[]]"
  std::string json;  // the policy; JSON is YAML
  bool valid = false;
};

/// One policy that holds every key of policy_shape() and below, with right values.
std::string whole_policy();
/// The file that it extends, by its path beside it, and its text.
std::string extended_path();
std::string extended_text();

/// The whole policy; it without each key that may be left out; it with a wrong value under each key, and with
/// an unknown key in each map; and conditions of rules, right and wrong.
std::vector<SchemaCase> schema_cases();

/// Paths of keys in the table that whole_policy() does not use; has to be empty.
std::vector<std::string> unused_keys();

}  // namespace dockgate::policy
