#include "registry/client.hpp"

#include <algorithm>

#include "catalog/registries.hpp"
#include "net/json_internal.hpp"
#include "registry/manifest.hpp"
#include "registry/refusal.hpp"
#include "text/base64.hpp"
#include "text/digest.hpp"
#include "text/percent.hpp"
#include "text/words.hpp"

namespace dockgate::registry {

namespace {

constexpr std::uint64_t most_token_answer = 1u << 20;
constexpr std::size_t longest_token = 64u << 10;

net::Mishap mishap(const net::Url& url, std::string message, int status = 0) {
  return {"`" + net::host_and_port(url) + "`: " + std::move(message), status};
}

/// "https://" in front where no scheme is written; plain http within this machine has to be.
Result<net::Url> place_of(const std::string& text) {
  return net::parse_url(text.find("://") == std::string::npos ? "https://" + text : text);
}

bool is_header_text(std::string_view text) {
  return !text.empty() && text.size() <= longest_token &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

bool is_sha256(std::string_view digest) {
  return lock::is_digest(digest) && digest.starts_with("sha256:");
}

}  // namespace

Client::Client(net::Session& session, CredentialSource credentials, ClientOptions options)
    : session_(session), credentials_(std::move(credentials)), options_(std::move(options)) {}

Result<std::vector<Client::Endpoint>, net::Mishap> Client::endpoints_of(const lock::Image& image) const {
  using Given = Result<std::vector<Endpoint>, net::Mishap>;
  const std::size_t slash = image.name.find('/');
  const std::string registry = image.name.substr(0, slash);
  const std::string repository = slash == std::string::npos ? std::string() : image.name.substr(slash + 1);
  std::vector<Endpoint> out;
  if (const auto mirrors = options_.mirrors.find(registry); mirrors != options_.mirrors.end()) {
    for (const std::string& mirror : mirrors->second) {
      auto base = place_of(mirror);
      if (!base) return Given::failure({"mirror `" + text::printable(mirror) + "`: " + base.error(), 0});
      const std::string_view below = text::trim(base->path, "/");
      const std::string whole = below.empty() ? repository : std::string(below) + "/" + repository;
      base->path = "/";
      std::string host = net::host_and_port(*base);
      out.push_back({std::move(host), std::move(*base), whole});
    }
  }
  const catalog::RegistryRow* row = catalog::find_registry(registry);
  auto base = place_of(row != nullptr && !row->api.empty() ? std::string(row->api) : registry);
  if (!base) return Given::failure({"`" + text::printable(registry) + "`: " + base.error(), 0});
  out.push_back({registry, std::move(*base), repository});
  return out;
}

Result<Resolved, net::Mishap> Client::resolve(const lock::Image& known) {
  auto endpoints = endpoints_of(known);
  if (!endpoints) return Result<Resolved, net::Mishap>::failure(endpoints.error());
  net::Mishap all;
  for (const Endpoint& endpoint : *endpoints) {
    auto resolved = resolve_at(endpoint, known);
    if (resolved) return resolved;
    // A mirror that fails is passed over, and told of where the registry itself fails too.
    all = {(all.message.empty() ? "" : all.message + "; ") + resolved.error().message,
           resolved.error().status};
  }
  return Result<Resolved, net::Mishap>::failure(std::move(all));
}

Result<Resolved, net::Mishap> Client::resolve_at(const Endpoint& endpoint, const lock::Image& known) {
  using Given = Result<Resolved, net::Mishap>;
  Resolved out;
  out.image.name = known.name;
  out.image.tag = known.tag;
  std::string reference = known.tag.empty() ? known.digest : known.tag;

  // HEAD first: registries that count pulls do not count it.
  net::Url url = endpoint.base;
  url.path = "/v2/" + endpoint.repository + "/manifests/" + reference;
  auto head = ask(endpoint,
                  {.method = "HEAD", .url = net::to_string(url), .headers = {{"Accept", accepted_types()}}});
  if (!head) return Given::failure(head.error());
  if (head->response.status == 404) {
    return Given::failure(
        mishap(endpoint.base, "there is no `" + reference + "` of `" + endpoint.repository + "`", 404));
  }
  const std::string said(net::find_header(head->response.headers, "Docker-Content-Digest"));
  out.image.origin.host = net::host_and_port(endpoint.base);
  if (is_sha256(said)) {
    if (said == known.digest && !known.kind.empty()) {
      out.image = known;
      out.unchanged = true;
      return out;
    }
    reference = said;
  }
  auto content = manifest(endpoint, reference);
  if (!content) return Given::failure(content.error());
  out.image.digest = content->digest;
  if (auto problem = add_details(endpoint, *content, out)) return Given::failure(std::move(*problem));
  return out;
}

Result<Client::Content, net::Mishap> Client::manifest(const Endpoint& endpoint,
                                                      const std::string& reference) {
  using Given = Result<Content, net::Mishap>;
  net::Url url = endpoint.base;
  url.path = "/v2/" + endpoint.repository + "/manifests/" + reference;
  auto answer = ask(
      endpoint,
      {.url = net::to_string(url), .headers = {{"Accept", accepted_types()}}, .most_bytes = most_manifest});
  if (!answer) return Given::failure(answer.error());
  if (answer->response.status == 404)
    return Given::failure(
        mishap(endpoint.base, "there is no `" + reference + "` of `" + endpoint.repository + "`", 404));
  Content out{std::move(answer->response.body),
              std::string(net::find_header(answer->response.headers, "Content-Type")),
              {},
              answer->from};
  out.digest = "sha256:" + text::sha256(out.bytes);
  const std::string_view said = net::find_header(answer->response.headers, "Docker-Content-Digest");
  const std::string wanted = is_sha256(reference) ? reference
                             : is_sha256(said)    ? std::string(said)
                                                  : out.digest;
  if (out.digest != wanted)
    return Given::failure(mishap(endpoint.base, "it says that the manifest has the digest " + wanted +
                                                    ", and what it sends has " + out.digest));
  return out;
}

Result<Client::Content, net::Mishap> Client::blob(const Endpoint& endpoint, const std::string& digest) {
  using Given = Result<Content, net::Mishap>;
  if (!is_sha256(digest)) return Given::failure(mishap(endpoint.base, "only sha256 digests are checked"));
  net::Url url = endpoint.base;
  url.path = "/v2/" + endpoint.repository + "/blobs/" + digest;
  auto answer = ask(endpoint, {.url = net::to_string(url), .most_bytes = most_manifest});
  if (!answer) return Given::failure(answer.error());
  if (answer->response.status == 404)
    return Given::failure(mishap(endpoint.base, "the image's configuration is not there", 404));
  Content out{std::move(answer->response.body), {}, digest, answer->from};
  if ("sha256:" + text::sha256(out.bytes) != digest)
    return Given::failure(
        mishap(answer->from, "the image's configuration has another digest than it should"));
  return out;
}

std::optional<net::Mishap> Client::add_details(const Endpoint& endpoint, const Content& content,
                                               Resolved& out) {
  auto read = read_manifest(content.bytes, content.type);
  if (!read) return mishap(endpoint.base, read.error());
  out.image.kind = read->is_index ? "index" : "manifest";
  if (!read->is_index) return add_config(endpoint, content, out, true);
  out.image.platforms = read->platforms;
  if (!options_.want_age || read->platforms.empty()) return std::nullopt;
  const auto usual = read->platforms.find("linux/amd64");
  const std::string& one = usual != read->platforms.end() ? usual->second : read->platforms.begin()->second;
  auto inner = manifest(endpoint, one);
  if (!inner) return inner.error();
  return add_config(endpoint, *inner, out, false);
}

std::optional<net::Mishap> Client::add_config(const Endpoint& endpoint, const Content& content, Resolved& out,
                                              bool platform) {
  auto read = read_manifest(content.bytes, content.type);
  if (!read) return mishap(endpoint.base, read.error());
  if (read->is_index) return mishap(endpoint.base, "an index stands where the manifest of a platform should");
  auto bytes = blob(endpoint, read->config);
  if (!bytes) return bytes.error();
  // What is no image of a system (a chart, a model) has a configuration of another form, or none to speak of.
  const auto config = read_config(bytes->bytes);
  if (!config) return std::nullopt;
  if (platform && !config->platform.empty()) out.image.platforms.emplace(config->platform, content.digest);
  out.made = config->created;
  return std::nullopt;
}

Result<net::Answer, net::Mishap> Client::ask(const Endpoint& endpoint, net::Request request) {
  using Given = Result<net::Answer, net::Mishap>;
  const std::string account = net::to_string(endpoint.base) + " " + endpoint.repository;
  if (const auto known = authorizations_.find(account); known != authorizations_.end())
    request.headers.emplace_back("Authorization", known->second);
  for (int round = 0;; ++round) {
    auto answer = session_.send(request);
    if (!answer) return answer;
    const net::Response& response = answer->response;
    if (response.status < 400 || response.status == 404) return answer;
    // Only the registry itself may ask for credentials, and only once: what it refuses then it refuses for
    // good.
    const bool asks = response.status == 401 && round == 0 && net::same_origin(answer->from, endpoint.base);
    if (!asks) return Given::failure(mishap(answer->from, refusal(response), response.status));
    std::vector<Challenge> challenges;
    for (const auto& [name, value] : response.headers) {
      if (!text::equal_ignoring_case(name, "www-authenticate")) continue;
      for (Challenge& each : read_challenges(value)) challenges.push_back(std::move(each));
    }
    auto authorized = authorization(endpoint, challenges);
    if (!authorized) return Given::failure(authorized.error());
    authorizations_[account] = *authorized;
    std::erase_if(request.headers, [](const auto& header) { return header.first == "Authorization"; });
    request.headers.emplace_back("Authorization", *authorized);
  }
}

Result<std::string, net::Mishap> Client::authorization(const Endpoint& endpoint,
                                                       const std::vector<Challenge>& challenges) {
  using Given = Result<std::string, net::Mishap>;
  auto credentials = credentials_(endpoint.registry);
  if (!credentials) return Given::failure(mishap(endpoint.base, credentials.error(), 401));
  const auto bearer_asked = std::ranges::find(challenges, "bearer", &Challenge::scheme);
  if (bearer_asked != challenges.end()) return bearer(endpoint, *bearer_asked, *credentials);
  if (std::ranges::find(challenges, "basic", &Challenge::scheme) == challenges.end())
    return Given::failure(mishap(endpoint.base, "it wants to be authorised in a way that is not known", 401));
  if (!*credentials || (*credentials)->user.empty()) {
    return Given::failure(mishap(endpoint.base,
                                 "it asks for a user and password, and there are none: `docker login " +
                                     endpoint.registry + "` keeps them",
                                 401));
  }
  return "Basic " + text::encode_base64((*credentials)->user + ":" + (*credentials)->password);
}

Result<std::string, net::Mishap> Client::bearer(const Endpoint& endpoint, const Challenge& challenge,
                                                const std::optional<Credentials>& credentials) {
  using Given = Result<std::string, net::Mishap>;
  const auto parameter = [&](const char* name) {
    const auto found = challenge.parameters.find(name);
    return found == challenge.parameters.end() ? std::string() : found->second;
  };
  auto realm = net::parse_url(parameter("realm"));
  if (!realm)
    return Given::failure(
        mishap(endpoint.base, "the address of its token server cannot be read: " + realm.error(), 401));
  if (realm->scheme != endpoint.base.scheme && realm->scheme != "https")
    return Given::failure(mishap(endpoint.base, "its token server speaks plain http", 401));
  // Credentials go to nobody whom only the registry's answer names.
  const catalog::RegistryRow* row = catalog::find_registry(endpoint.registry);
  const bool known =
      realm->host == endpoint.base.host ||
      (row != nullptr && std::ranges::find(row->token_hosts, realm->host) != row->token_hosts.end()) ||
      std::ranges::find(options_.token_hosts, realm->host) != options_.token_hosts.end();
  if (!known) {
    return Given::failure(mishap(endpoint.base,
                                 "it sends for a token to `" + realm->host +
                                     "`, which is not known to belong to it: " + "`--token-host " +
                                     realm->host + "` allows that",
                                 401));
  }
  // The scope is what is needed here, whatever the registry asks for.
  std::string form = "service=" + text::percent_encoded(parameter("service")) +
                     "&scope=" + text::percent_encoded("repository:" + endpoint.repository + ":pull") +
                     "&client_id=dockgate";
  net::Request request{.headers = {{"Accept", "application/json"}}, .most_bytes = most_token_answer};
  if (credentials && !credentials->identity_token.empty()) {
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = form + "&grant_type=refresh_token&refresh_token=" +
                   text::percent_encoded(credentials->identity_token);
  } else {
    realm->query += (realm->query.empty() ? "" : "&") + form;
    if (credentials)
      request.headers.emplace_back(
          "Authorization", "Basic " + text::encode_base64(credentials->user + ":" + credentials->password));
  }
  request.url = net::to_string(*realm);
  auto answer = session_.send(request);
  if (!answer) return Given::failure(answer.error());
  if (answer->response.status != 200)
    return Given::failure(
        mishap(answer->from, "no token: " + refusal(answer->response), answer->response.status));
  const auto json = net::parse_json(answer->response.body);
  std::string token = json ? net::text_at(*json, "token") : std::string();
  if (token.empty() && json) token = net::text_at(*json, "access_token");
  if (!is_header_text(token)) return Given::failure(mishap(answer->from, "its answer holds no token"));
  return "Bearer " + token;
}

}  // namespace dockgate::registry
