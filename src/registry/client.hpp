#pragma once
// What a registry says a name stands for: the pull half of the Distribution API (github.com/opencontainers/
// distribution-spec, spec.md) with its token flow (github.com/distribution/distribution, docs/spec/auth).

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lock/lock.hpp"
#include "net/session.hpp"
#include "registry/challenge.hpp"
#include "registry/docker_config.hpp"

namespace dockgate::registry {

/// The credentials for a registry, where there are some; a reason where they cannot be had.
using CredentialSource = std::function<Result<std::optional<Credentials>>(const std::string& registry)>;

struct ClientOptions {
  /// Registry → places to ask before it: "mirror.example.com", "http://localhost:5000",
  /// "harbor.example.com/proxy".
  std::map<std::string, std::vector<std::string>> mirrors;
  /// Hosts that may give tokens for any registry, besides the registry itself and those that the catalogue
  /// knows.
  std::vector<std::string> token_hosts;
  bool want_age = false;  // find out when the image was made, also where that takes further requests
};

/// What a name stands for now.
struct Resolved {
  lock::Image image;  // name, tag, digest, kind, platforms and host
  std::string made;   // when, as the image itself says (RFC 3339); "" where it does not, or was not asked
  bool unchanged = false;  // the digest is that of the known entry, and nothing more was asked
};

class Client {
 public:
  Client(net::Session& session, CredentialSource credentials, ClientOptions options);

  /// Asks for `known`, by its tag or else its digest. The digest of what comes is computed, not believed.
  /// Where the registry says by HEAD that nothing has moved, and `known` is complete, that is all.
  Result<Resolved, net::Mishap> resolve(const lock::Image& known);

 private:
  struct Endpoint {
    std::string registry;  // as credentials know it
    net::Url base;         // scheme, host and port; the path is what stands before /v2/'s repository
    std::string repository;
  };
  struct Content {
    std::string bytes, type, digest;
    net::Url from;
  };
  Result<std::vector<Endpoint>, net::Mishap> endpoints_of(const lock::Image& image) const;
  Result<Resolved, net::Mishap> resolve_at(const Endpoint& endpoint, const lock::Image& known);
  Result<Content, net::Mishap> manifest(const Endpoint& endpoint, const std::string& reference);
  Result<Content, net::Mishap> blob(const Endpoint& endpoint, const std::string& digest);
  std::optional<net::Mishap> add_details(const Endpoint& endpoint, const Content& content, Resolved& out);
  std::optional<net::Mishap> add_config(const Endpoint& endpoint, const Content& content, Resolved& out,
                                        bool platform);
  /// Sends with the credentials that the registry asks for. A status of 400 and above but 404 is a mishap.
  Result<net::Answer, net::Mishap> ask(const Endpoint& endpoint, net::Request request);
  Result<std::string, net::Mishap> authorization(const Endpoint& endpoint,
                                                 const std::vector<Challenge>& challenges);
  Result<std::string, net::Mishap> bearer(const Endpoint& endpoint, const Challenge& challenge,
                                          const std::optional<Credentials>& credentials);

  net::Session& session_;
  CredentialSource credentials_;
  ClientOptions options_;
  std::map<std::string, std::string> authorizations_;  // by base and repository
};

}  // namespace dockgate::registry
