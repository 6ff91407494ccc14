#pragma once
// The form of policy files for editors and validators.

#include <string>

namespace dockgate::policy {

/// A JSON Schema (draft 7, which editors know best) made from policy_shape() and from the fields of facts. It
/// says all that can be said of a file by itself; whether a named rule, boundary or list exists is for the
/// reader. Ends with a line end.
std::string policy_json_schema();

}  // namespace dockgate::policy
