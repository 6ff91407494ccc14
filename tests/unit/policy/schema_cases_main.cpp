// Prints the cases of the policy's form for a validator of JSON Schema: one JSON object a line, with `what`,
// `valid` and `policy`.
#include <cstdio>

#include "schema_cases.hpp"

int main() {
  for (const dockgate::policy::SchemaCase& one : dockgate::policy::schema_cases()) {
    std::string what;
    for (const char c : one.what) what += c == '"' || c == '\\' ? '\'' : c;
    std::printf("{\"what\":\"%s\",\"valid\":%s,\"policy\":%s}\n", what.c_str(), one.valid ? "true" : "false",
                one.json.c_str());
  }
  return 0;
}
