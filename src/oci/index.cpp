#include "oci/index.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "text/digest.hpp"
#include "text/words.hpp"

namespace dockgate::oci {
namespace {

using Json = nlohmann::json;

constexpr std::size_t largest_document = 4u << 20;  // as registries allow for manifests
constexpr std::size_t most_images = 1000;
constexpr int deepest_index = 4;
constexpr int deepest_json = 64;
constexpr std::string_view prefix = "sha256:";

std::optional<Json> parse(std::string_view bytes) {
  if (bytes.size() > largest_document) return std::nullopt;
  bool deep = false;
  const auto watch = [&](int depth, Json::parse_event_t, Json&) {
    deep = deep || depth > deepest_json;
    return !deep;
  };
  auto document = Json::parse(bytes.begin(), bytes.end(), watch, false);
  if (deep || !document.is_object()) {
    // manifest.json is a list.
    if (deep || !document.is_array()) return std::nullopt;
  }
  return document;
}

std::string text_of(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& list_of(const Json& object, const char* key) {
  static const Json none = Json::array();
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : none;
}

const Json& map_of(const Json& object, const char* key) {
  static const Json none = Json::object();
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : none;
}

bool is_digest(std::string_view text) {
  return text.starts_with(prefix) && text::is_lower_hex(text.substr(prefix.size()), 64);
}

std::string blob_name(std::string_view digest) {
  return "blobs/sha256/" + std::string(digest.substr(prefix.size()));
}

std::string platform_of(const Json& config) {
  const auto system = text_of(config, "os"), machine = text_of(config, "architecture");
  if (system.empty() || machine.empty()) return {};
  const auto variant = text_of(config, "variant");
  return system + "/" + machine + (variant.empty() ? "" : "/" + variant);
}

class Index {
 public:
  explicit Index(const Blobs& blobs) : blobs_(blobs) {}

  Result<std::vector<ImageParts>> read() {
    using Out = Result<std::vector<ImageParts>>;
    const auto index = document("index.json");
    const auto docker = document("manifest.json");
    if (!index && !docker)
      return Out::failure("it has no index.json and no manifest.json that can be read: no image archive");
    if (index && index->is_object()) {
      follow(*index, 0, {});
    }
    if (out_.empty() && docker && docker->is_array()) {
      for (const auto& entry : *docker) add_docker(entry);
    }
    if (out_.empty()) return Out::failure("it names no image");
    for (auto& parts : out_) {
      auto& names = parts.image.names;
      if (docker && docker->is_array()) add_tags(*docker, parts.image);
      std::ranges::sort(names);
      names.erase(std::unique(names.begin(), names.end()), names.end());
    }
    std::ranges::stable_sort(out_, {}, [](const ImageParts& parts) {
      return std::pair(parts.image.platform, parts.image.config);
    });
    return std::move(out_);
  }

 private:
  std::optional<Json> document(std::string_view name) const {
    const auto file = blobs_.find(name);
    return file ? parse(file->bytes) : std::nullopt;
  }

  /// A document that a descriptor points at; what is wrong with it goes to `problems`.
  std::optional<Json> blob(const std::string& digest, std::string_view what,
                           std::vector<std::string>& problems) const {
    if (!is_digest(digest)) {
      problems.push_back("the digest `" + digest + "` of the " + std::string(what) +
                         " is no SHA-256, so that it cannot be checked");
      return std::nullopt;
    }
    const auto file = blobs_.find(blob_name(digest));
    if (!file) {
      problems.push_back("the " + std::string(what) + " " + digest + " is not in the archive");
      return std::nullopt;
    }
    if (std::string(prefix) + text::sha256(file->bytes) != digest)
      problems.push_back("the " + std::string(what) + " " + digest + " has another content");
    auto json = parse(file->bytes);
    if (!json) problems.push_back("the " + std::string(what) + " " + digest + " cannot be read");
    return json;
  }

  static bool is_attestation(const Json& descriptor) {
    if (text_of(map_of(descriptor, "annotations"), "vnd.docker.reference.type") == "attestation-manifest")
      return true;
    return text_of(map_of(descriptor, "platform"), "os") == "unknown";
  }

  void follow(const Json& index, int depth, const std::vector<std::string>& names) {
    for (const auto& descriptor : list_of(index, "manifests")) {
      if (out_.size() >= most_images || is_attestation(descriptor)) continue;
      auto known = names;
      for (const char* key : {"io.containerd.image.name", "org.opencontainers.image.ref.name"}) {
        auto name = text_of(map_of(descriptor, "annotations"), key);
        if (name.empty()) continue;
        known.push_back(std::move(name));
        break;
      }
      const auto digest = text_of(descriptor, "digest");
      if (!seen_.insert(digest).second) {
        for (auto& parts : out_)
          if (parts.image.manifest == digest)
            parts.image.names.insert(parts.image.names.end(), known.begin(), known.end());
        continue;
      }
      ImageParts parts;
      parts.image.names = known;
      parts.image.manifest = digest;
      const auto manifest = blob(digest, "manifest", parts.image.problems);
      if (manifest && manifest->is_object() && manifest->contains("manifests")) {
        if (depth < deepest_index) {
          follow(*manifest, depth + 1, known);
          continue;
        }
        parts.image.problems.push_back("indexes stand too deep in each other");
      } else if (manifest) {
        add_manifest(*manifest, parts);
      }
      out_.push_back(std::move(parts));
    }
  }

  void add_manifest(const Json& manifest, ImageParts& parts) {
    const Json& annotations = map_of(manifest, "annotations");
    parts.image.base_name = text_of(annotations, "org.opencontainers.image.base.name");
    parts.image.base_digest = text_of(annotations, "org.opencontainers.image.base.digest");
    parts.image.config = text_of(map_of(manifest, "config"), "digest");
    for (const auto& layer : list_of(manifest, "layers")) {
      LayerBlob blob;
      blob.digest = text_of(layer, "digest");
      if (is_digest(blob.digest)) {
        blob.name = blob_name(blob.digest);
      } else {
        parts.image.problems.push_back("the digest `" + blob.digest + "` of a layer is no SHA-256");
      }
      parts.layers.push_back(std::move(blob));
    }
    if (const auto config = blob(parts.image.config, "configuration", parts.image.problems))
      add_config(*config, parts);
  }

  void add_config(const Json& config, ImageParts& parts) {
    parts.image.platform = platform_of(config);
    const Json& labels = map_of(map_of(config, "config"), "Labels");
    if (parts.image.base_name.empty())
      parts.image.base_name = text_of(labels, "org.opencontainers.image.base.name");
    if (parts.image.base_digest.empty())
      parts.image.base_digest = text_of(labels, "org.opencontainers.image.base.digest");
    const Json& ids = list_of(map_of(config, "rootfs"), "diff_ids");
    for (const auto& id : ids) parts.image.layers.push_back(id.is_string() ? id.get<std::string>() : "");
    if (ids.size() != parts.layers.size()) {
      parts.image.problems.push_back("the configuration names " + std::to_string(ids.size()) +
                                     " layers, the manifest " + std::to_string(parts.layers.size()));
      return;
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
      parts.layers[i].diff_id = parts.image.layers[i];
      if (!is_digest(parts.layers[i].diff_id))
        parts.image.problems.push_back("a layer has no diff ID that is a SHA-256");
    }
  }

  /// manifest.json of `docker save` alone: the configuration is named by its digest, layers by paths.
  void add_docker(const Json& entry) {
    if (out_.size() >= most_images || !entry.is_object()) return;
    ImageParts parts;
    for (const auto& layer : list_of(entry, "Layers"))
      parts.layers.push_back({layer.is_string() ? layer.get<std::string>() : "", {}, {}});
    const auto name = text_of(entry, "Config");
    const auto file = blobs_.find(name);
    const auto config = file ? parse(file->bytes) : std::nullopt;
    if (!config) {
      parts.image.problems.push_back("the configuration `" + name + "` cannot be read");
    } else {
      parts.image.config = std::string(prefix) + text::sha256(file->bytes);
      const bool named =
          name.find(std::string_view(parts.image.config).substr(prefix.size())) != std::string::npos;
      if (!named) parts.image.problems.push_back("the configuration `" + name + "` has another content");
      add_config(*config, parts);
    }
    out_.push_back(std::move(parts));
  }

  /// The tags that manifest.json gives to the image with this configuration.
  static void add_tags(const Json& docker, Image& image) {
    if (image.config.size() <= prefix.size()) return;
    const auto digits = image.config.substr(prefix.size());
    for (const auto& entry : docker) {
      if (text_of(entry, "Config").find(digits) == std::string::npos) continue;
      for (const auto& tag : list_of(entry, "RepoTags"))
        if (tag.is_string()) image.names.push_back(tag.get<std::string>());
    }
  }

  const Blobs& blobs_;
  std::set<std::string> seen_;
  std::vector<ImageParts> out_;
};

}  // namespace

Result<std::vector<ImageParts>> read_index(const Blobs& blobs) {
  return Index(blobs).read();
}

}  // namespace dockgate::oci
