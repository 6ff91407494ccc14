#include "registry/docker_config.hpp"

#include <algorithm>

#include "catalog/registries.hpp"
#include "net/json_internal.hpp"
#include "text/ascii.hpp"
#include "text/base64.hpp"
#include "text/words.hpp"

namespace dockgate::registry {

namespace {

constexpr std::string_view token_user = "<token>";  // what helpers call an identity token

/// Without scheme and without what stands behind the host: "https://ghcr.io/v2/" is kept for ghcr.io.
std::string_view host_of(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (key.starts_with(scheme)) key.remove_prefix(scheme.size());
  return key.substr(0, key.find('/'));
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) { return text::is_word(c) || c == '-' || c == '.'; });
}

/// The entry of `map` for `registry`, by its usual names and then by host.
template <typename Map>
auto find_entry(const Map& map, std::string_view registry) {
  const auto keys = keys_of(registry);
  for (const std::string& key : keys)
    if (const auto found = map.find(key); found != map.end()) return found;
  return std::find_if(map.begin(), map.end(), [&](const auto& entry) {
    return std::ranges::find(keys, host_of(entry.first)) != keys.end();
  });
}

std::optional<Credentials> credentials_of(const net::Json& entry) {
  Credentials out{net::text_at(entry, "username"), net::text_at(entry, "password"),
                  net::text_at(entry, "identitytoken")};
  if (const std::string auth = net::text_at(entry, "auth"); !auth.empty()) {
    const auto pair = text::decode_base64(auth);
    const std::size_t colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    out.user = pair->substr(0, colon);
    out.password = pair->substr(colon + 1);
    while (out.password.ends_with('\0')) out.password.pop_back();  // old clients filled up with these
  }
  if (out.identity_token.empty() && out.user.empty() && out.password.empty()) return Credentials{};
  return out;
}

}  // namespace

Result<DockerConfig> read_docker_config(std::string_view text) {
  using Read = Result<DockerConfig>;
  DockerConfig out;
  const auto json = net::parse_json(text);
  if (!json || !json->is_object()) return Read::failure("it is no JSON object");
  if (const net::Json* auths = net::find(*json, "auths"); auths != nullptr && auths->is_object()) {
    for (const auto& [key, entry] : auths->items()) {
      const auto credentials = credentials_of(entry);
      if (!credentials) return Read::failure("the entry of `" + text::printable(key) + "` cannot be read");
      out.auths.emplace(key, *credentials);
    }
  }
  if (const net::Json* helpers = net::find(*json, "credHelpers");
      helpers != nullptr && helpers->is_object()) {
    for (const auto& [key, name] : helpers->items())
      if (name.is_string()) out.helpers.emplace(key, name.get<std::string>());
  }
  out.store = net::text_at(*json, "credsStore");
  return out;
}

std::vector<std::string> keys_of(std::string_view registry) {
  std::vector<std::string> keys;
  if (const catalog::RegistryRow* row = catalog::find_registry(registry))
    keys.assign(row->credentials.begin(), row->credentials.end());
  keys.emplace_back(registry);
  return keys;
}

std::optional<Credentials> stored_credentials(const DockerConfig& config, std::string_view registry) {
  const auto found = find_entry(config.auths, registry);
  if (found == config.auths.end()) return std::nullopt;
  const Credentials& held = found->second;
  if (held.user.empty() && held.password.empty() && held.identity_token.empty()) return std::nullopt;
  return held;
}

std::string helper_program(const DockerConfig& config, std::string_view registry) {
  const auto found = find_entry(config.helpers, registry);
  const std::string& name = found == config.helpers.end() ? config.store : found->second;
  return is_file_name(name) ? "docker-credential-" + name : std::string();
}

Result<std::optional<Credentials>> read_helper_answer(std::string_view text) {
  using Read = Result<std::optional<Credentials>>;
  const auto json = net::parse_json(text);
  if (!json || !json->is_object()) return Read::failure("its answer is no JSON object");
  const std::string user = net::text_at(*json, "Username"), secret = net::text_at(*json, "Secret");
  if (secret.empty()) return std::optional<Credentials>();
  if (user == token_user) return std::optional<Credentials>({{}, {}, secret});
  return std::optional<Credentials>({user, secret, {}});
}

}  // namespace dockgate::registry
