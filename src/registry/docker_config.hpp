#pragma once
// Credentials for registries as Docker keeps them: github.com/docker/cli, cli/config and
// docker-credential-helpers.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::registry {

struct Credentials {
  std::string user, password;
  std::string identity_token;  // in place of both: it is changed for a token at the registry's own server
};

struct DockerConfig {
  std::map<std::string, Credentials>
      auths;  // by what stands in the file: "https://index.docker.io/v1/", "ghcr.io"
  std::map<std::string, std::string> helpers;  // registry → name of its helper
  std::string store;                           // name of the helper for all others, or ""
};

/// Reads config.json. What is wrong with it in words that hold none of its values.
Result<DockerConfig> read_docker_config(std::string_view text);

/// The names under which credentials of `registry` ("docker.io", "localhost:5000") may be kept, the usual one
/// first.
std::vector<std::string> keys_of(std::string_view registry);
/// Credentials that stand in the file itself.
std::optional<Credentials> stored_credentials(const DockerConfig& config, std::string_view registry);
/// The program `docker-credential-…` to ask, or "". A name that is no plain file name counts as none.
std::string helper_program(const DockerConfig& config, std::string_view registry);
/// What a helper answers to `get`. Nothing in it: it has none for the registry.
Result<std::optional<Credentials>> read_helper_answer(std::string_view text);

}  // namespace dockgate::registry
