#pragma once
// Credentials for registries out of Docker's configuration and its credential helpers.

#include <string>
#include <vector>

#include "cli/console.hpp"
#include "registry/client.hpp"

namespace dockgate::cli {

/// Looks in `$DOCKER_CONFIG/config.json` or `~/.docker/config.json`, and asks the helpers that it names, when
/// it is asked. Each secret that it gives is added to `secrets`. The console has to outlive the source.
registry::CredentialSource docker_credentials(const Console& console, std::vector<std::string>& secrets);

/// `text` with each of `secrets`, as it is and in base64, made `***`.
std::string without_secrets(std::string text, const std::vector<std::string>& secrets);

}  // namespace dockgate::cli
