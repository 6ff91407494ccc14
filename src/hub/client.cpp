#include "hub/client.hpp"

#include <algorithm>
#include <array>

#include "hub/answers.hpp"
#include "text/digest.hpp"
#include "text/percent.hpp"
#include "text/words.hpp"

namespace dockgate::hub {

namespace {

constexpr std::uint64_t most_answer = 32u << 20;
constexpr int most_pages = 200;

std::string plural(const lock::Model& model) {
  return model.kind + "s";
}

/// What the hub's header X-Error-Code tells beyond the status (huggingface_hub, errors.py).
std::string refusal(const net::Response& response, bool has_token) {
  const std::string_view code = net::find_header(response.headers, "X-Error-Code");
  const std::string token = has_token ? "the token does not open it" : "HF_TOKEN holds no token";
  const std::string status = std::to_string(response.status) + ", ";
  if (code == "GatedRepo") return status + "it is gated: accept its terms on its page; " + token;
  if (code == "DisabledRepo") return status + "it has been disabled";
  if (code == "RevisionNotFound" || code == "EntryNotFound") return status + "there is no such revision";
  // The hub says 401 for what is not there, so that names of private repositories do not show.
  if (code == "RepoNotFound" || response.status == 401 || response.status == 404)
    return status + "it is not there, or private: " + token;
  if (response.status == 403) return status + "it may not be read: " + token;
  return status + "it refuses";
}

}  // namespace

Client::Client(net::Session& session, ClientOptions options)
    : session_(session), options_(std::move(options)) {
  auto base = net::parse_url(options_.endpoint);
  if (base) {
    base_ = std::move(*base);
    while (base_.path.ends_with('/')) base_.path.pop_back();
    base_.query.clear();
  } else {
    problem_ = base.error();
  }
}

net::Mishap Client::mishap(const lock::Model& model, std::string message, int status) const {
  return {"`" + net::host_and_port(base_) + "`: `" + model.id + "`: " + std::move(message), status};
}

std::string Client::api(const lock::Model& model, const std::string& rest) const {
  return "/api/" + plural(model) + "/" + model.id + rest;
}

Result<net::Answer, net::Mishap> Client::get(const std::string& path, std::uint64_t most_bytes,
                                             const lock::Model& model) {
  using Given = Result<net::Answer, net::Mishap>;
  net::Request request;
  request.url = path.find("://") != std::string::npos
                    ? path
                    : base_.scheme + "://" + net::host_and_port(base_) + base_.path + path;
  request.most_bytes = most_bytes;
  const auto url = net::parse_url(request.url);
  // The token is for the hub, not for whom a page's address names.
  if (!options_.token.empty() && url && net::same_origin(*url, base_))
    request.headers.emplace_back("Authorization", "Bearer " + options_.token);
  auto answer = session_.send(request);
  if (!answer || answer->response.status == 200) return answer;
  return Given::failure(
      mishap(model, refusal(answer->response, !options_.token.empty()), answer->response.status));
}

Result<std::optional<Client::Reference>, net::Mishap> Client::reference(const lock::Model& model) {
  using Given = Result<std::optional<Reference>, net::Mishap>;
  const bool pull_request = model.revision.starts_with("refs/pr/");
  auto answer = get(api(model, pull_request ? "/refs?include_prs=1" : "/refs"), most_answer, model);
  if (!answer) return Given::failure(answer.error());
  auto read = read_references(answer->response.body, model.revision);
  if (!read) return Given::failure(mishap(model, read.error()));
  if (!*read) return std::optional<Reference>();
  return std::optional(Reference{(*read)->kind, (*read)->commit});
}

Result<Resolved, net::Mishap> Client::resolve(const lock::Model& known) {
  using Given = Result<Resolved, net::Mishap>;
  if (!problem_.empty()) return Given::failure({"the hub's address: " + problem_, 0});
  Resolved out;
  out.model.kind = known.kind;
  out.model.id = known.id;
  out.model.revision = known.revision;
  out.model.origin.host = net::host_and_port(base_);
  std::string wanted = known.revision;
  out.reference = "commit";
  if (!text::is_commit(known.revision)) {
    auto found = reference(known);
    if (!found) return Given::failure(found.error());
    if (*found) {
      wanted = (*found)->commit;
      out.reference = (*found)->kind;
    }
  }
  if (wanted == known.commit && !known.files.empty()) {
    out.model = known;
    out.unchanged = true;
    return out;
  }
  auto answer = get(api(known, "/revision/" + text::percent_encoded(wanted)), most_answer, known);
  if (!answer) return Given::failure(answer.error());
  const auto info = read_revision(answer->response.body);
  if (!info) return Given::failure(mishap(known, info.error()));
  // An abbreviated commit is completed by the hub; everything else was named in full.
  if (text::is_commit(wanted) ? info->commit != wanted : !info->commit.starts_with(wanted))
    return Given::failure(mishap(known, "asked for `" + wanted + "`, it answers for `" + info->commit + "`"));
  out.model.commit = info->commit;
  out.made = info->made;
  if (info->id != known.id) out.model.repository = info->id;
  auto listed = list(known, info->commit);
  if (!listed) return Given::failure(listed.error());
  if (auto problem = hash_small_files(known, info->commit, *listed))
    return Given::failure(std::move(*problem));
  out.model.files = std::move(listed->files);
  return out;
}

Result<Client::Listed, net::Mishap> Client::list(const lock::Model& model, const std::string& commit) {
  using Given = Result<Listed, net::Mishap>;
  Listed out;
  std::string page = api(model, "/tree/" + commit + "?recursive=true");
  for (int count = 0; !page.empty(); ++count) {
    if (count >= most_pages) return Given::failure(mishap(model, "its list of files has no end"));
    auto answer = get(page, most_answer, model);
    if (!answer) return Given::failure(answer.error());
    if (std::string problem = read_tree(answer->response.body, out.files); !problem.empty())
      return Given::failure(mishap(model, std::move(problem)));
    const std::string next = next_page(net::find_header(answer->response.headers, "Link"));
    if (next.empty()) break;
    const auto url = net::resolve(answer->from, next);
    if (!url || !net::same_origin(*url, base_))
      return Given::failure(mishap(model, "its list of files goes on at another host"));
    page = net::to_string(*url);
  }
  return out;
}

std::optional<net::Mishap> Client::hash_small_files(const lock::Model& model, const std::string& commit,
                                                    Listed& listed) {
  const std::string prefix = model.kind == "model" ? "/" : "/" + plural(model) + "/";
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  for (auto& [path, file] : listed.files) {
    if (!file.sha256.empty() || file.bytes > options_.most_file_bytes) continue;
    if (++count > options_.most_fetched_files || bytes + file.bytes > options_.most_fetched_bytes) break;
    bytes += file.bytes;
    auto answer = get(prefix + model.id + "/resolve/" + commit + "/" + text::percent_encoded(path, true),
                      options_.most_file_bytes, model);
    if (!answer) return answer.error();
    const std::string& body = answer->response.body;
    if (body.size() != file.bytes || text::git_blob_sha1(body) != file.git_sha1)
      return mishap(model, "`" + text::printable(path) + "` has another content than its list of files says");
    file.sha256 = text::sha256(body);
    file.git_sha1.clear();
  }
  return std::nullopt;
}

}  // namespace dockgate::hub
