#pragma once
// Secrets that stand in a Dockerfile.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// Secrets by the names of ARG and ENV inside of stages (BuildKit's SecretsUsedInArgOrEnv: names only, values
/// are not looked at, ARGs before the first FROM and labels are not either), and tokens, private keys and
/// passwords inside of addresses anywhere in instructions and here-documents. A variable whose value is a
/// token gives one fact. No fact holds the whole secret.
std::vector<SecretFact> secret_facts(const build::Build& build);

}  // namespace dockgate::facts
