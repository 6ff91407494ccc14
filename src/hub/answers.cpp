#include "hub/answers.hpp"

#include <array>

#include "lock/names.hpp"
#include "net/json_internal.hpp"
#include "text/words.hpp"

namespace dockgate::hub {

namespace {

constexpr std::size_t most_files = 100'000;
constexpr std::uint64_t largest_file = std::uint64_t{1} << 50;

}  // namespace

Result<RevisionInfo> read_revision(std::string_view text) {
  using Read = Result<RevisionInfo>;
  const auto json = net::parse_json(text);
  if (!json || !json->is_object()) return Read::failure("its answer is no JSON object");
  RevisionInfo out{net::text_at(*json, "sha"), net::text_at(*json, "id"),
                   net::text_at(*json, "lastModified")};
  if (!text::is_commit(out.commit)) return Read::failure("its answer holds no full commit");
  if (!lock::is_repository(out.id)) out.id.clear();
  return out;
}

Result<std::optional<ReferenceInfo>> read_references(std::string_view text, std::string_view name) {
  using Read = Result<std::optional<ReferenceInfo>>;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> lists{
      {{"branches", "branch"},
       {"tags", "tag"},
       {"converts", "conversion"},
       {"pullRequests", "pull-request"}}};
  const auto json = net::parse_json(text);
  if (!json || !json->is_object()) return Read::failure("its list of references is no JSON object");
  for (const auto& [key, kind] : lists) {
    const net::Json* list = net::find(*json, key);
    if (list == nullptr || !list->is_array()) continue;
    for (const net::Json& each : *list) {
      if (net::text_at(each, "name") != name && net::text_at(each, "ref") != name) continue;
      ReferenceInfo out{std::string(kind), net::text_at(each, "targetCommit")};
      if (!text::is_commit(out.commit)) return Read::failure("its list of references holds no full commit");
      return std::optional(out);
    }
  }
  return std::optional<ReferenceInfo>();
}

std::string read_tree(std::string_view text, std::map<std::string, lock::File>& files) {
  const auto json = net::parse_json(text);
  if (!json || !json->is_array()) return "its list of files is no JSON list";
  for (const net::Json& entry : *json) {
    if (net::text_at(entry, "type") != "file") continue;
    const std::string path = net::text_at(entry, "path");
    if (!lock::is_file_path(path)) return "a path in its list of files is not well-formed";
    lock::File file;
    file.bytes = net::number_at(entry, "size").value_or(0);
    if (const net::Json* lfs = net::find(entry, "lfs"); lfs != nullptr && lfs->is_object()) {
      std::string digest = net::text_at(*lfs, "oid");
      if (digest.starts_with("sha256:")) digest.erase(0, 7);
      if (!text::is_lower_hex(digest, 64)) return "a digest in its list of files is not well-formed";
      file.sha256 = std::move(digest);
      file.bytes = net::number_at(*lfs, "size").value_or(file.bytes);
    } else {
      file.git_sha1 = net::text_at(entry, "oid");
      if (!text::is_commit(file.git_sha1)) return "a digest in its list of files is not well-formed";
    }
    if (file.bytes > largest_file) return "a size in its list of files cannot be";
    if (!files.emplace(path, std::move(file)).second) return "its list of files has a path twice";
    if (files.size() > most_files) return "it lists more than 100,000 files";
  }
  return {};
}

std::string next_page(std::string_view link) {
  while (!link.empty()) {
    const std::size_t open = link.find('<'), close = link.find('>', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const std::size_t comma = std::min(link.find(',', close), link.size());
    const std::string_view parameters = link.substr(close + 1, comma - close - 1);
    if (parameters.find("rel=\"next\"") != std::string_view::npos ||
        parameters.find("rel=next") != std::string_view::npos)
      return std::string(link.substr(open + 1, close - open - 1));
    link.remove_prefix(std::min(comma + 1, link.size()));
  }
  return {};
}

}  // namespace dockgate::hub
