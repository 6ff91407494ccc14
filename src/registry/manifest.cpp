#include "registry/manifest.hpp"

#include <algorithm>
#include <array>

#include "lock/lock.hpp"
#include "lock/names.hpp"
#include "net/json_internal.hpp"
#include "text/words.hpp"

namespace dockgate::registry {

namespace {

constexpr std::array<std::string_view, 2> index_types{
    "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"};
constexpr std::array<std::string_view, 2> manifest_types{
    "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"};
constexpr std::size_t most_entries = 10'000;

bool is_one_of(std::string_view type, std::span<const std::string_view> types) {
  return std::ranges::find(types, type) != types.end();
}

/// "linux/arm64/v8". Windows has several images a system, which only the version of the system tells apart.
std::string platform_of(const net::Json& json) {
  std::string out = net::text_at(json, "os") + "/" + net::text_at(json, "architecture");
  std::string variant = net::text_at(json, "variant");
  if (variant.empty() && out.starts_with("windows/")) variant = net::text_at(json, "os.version");
  if (!variant.empty()) out += "/" + variant;
  return lock::is_platform(out) && !out.starts_with("unknown/") ? out : std::string();
}

Result<Manifest> read_index(const net::Json& entries) {
  using Read = Result<Manifest>;
  Manifest out;
  out.is_index = true;
  if (!entries.is_array() || entries.size() > most_entries)
    return Read::failure("its list of manifests cannot be read");
  for (const net::Json& entry : entries) {
    const std::string digest = net::text_at(entry, "digest");
    if (!lock::is_digest(digest))
      return Read::failure("a digest in its list of manifests is not well-formed");
    const net::Json* platform = net::find(entry, "platform");
    const std::string name = platform == nullptr ? std::string() : platform_of(*platform);
    if (!name.empty()) out.platforms.emplace(name, digest);
  }
  return out;
}

}  // namespace

std::string accepted_types() {
  std::string out;
  for (const auto& types : {index_types, manifest_types})
    for (const std::string_view type : types) out += (out.empty() ? "" : ", ") + std::string(type);
  return out;
}

Result<Manifest> read_manifest(std::string_view bytes, std::string_view type) {
  using Read = Result<Manifest>;
  const auto json = net::parse_json(bytes);
  if (!json || !json->is_object()) return Read::failure("the manifest is no JSON object");
  const std::string said = net::text_at(*json, "mediaType");
  type = text::trim(type.substr(0, type.find(';')));
  if (type == "application/json" || type == "application/octet-stream") type = {};
  if (!type.empty() && !said.empty() && type != said)
    return Read::failure("the manifest says another type than its header");
  if (type.empty()) type = said;
  const net::Json* manifests = net::find(*json, "manifests");
  const net::Json* config = net::find(*json, "config");
  if (manifests != nullptr && (config != nullptr || json->contains("layers")))
    return Read::failure("the manifest can be read as an index too");
  const auto version = net::number_at(*json, "schemaVersion");
  if (type.starts_with("application/vnd.docker.distribution.manifest.v1") || version == 1u)
    return Read::failure("the manifest is of the old schema 1, whose digest says little");
  if (version != 2u) return Read::failure("the manifest has no `schemaVersion` 2");
  if (!type.empty() && !is_one_of(type, index_types) && !is_one_of(type, manifest_types))
    return Read::failure("`" + text::printable(type) + "` is no image");
  if (manifests != nullptr) {
    if (is_one_of(type, manifest_types))
      return Read::failure("the manifest says that it is none, but an index");
    return read_index(*manifests);
  }
  if (is_one_of(type, index_types)) return Read::failure("the index has no manifests");
  Manifest out;
  if (config == nullptr) return Read::failure("the manifest has no configuration");
  out.config = net::text_at(*config, "digest");
  out.config_bytes = net::number_at(*config, "size").value_or(0);
  if (!lock::is_digest(out.config))
    return Read::failure("the digest of its configuration is not well-formed");
  return out;
}

Result<ImageConfig> read_config(std::string_view bytes) {
  const auto json = net::parse_json(bytes);
  if (!json || !json->is_object()) return Result<ImageConfig>::failure("the configuration is no JSON object");
  return ImageConfig{platform_of(*json), net::text_at(*json, "created")};
}

}  // namespace dockgate::registry
