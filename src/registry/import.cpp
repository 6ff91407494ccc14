#include "registry/import.hpp"

#include <algorithm>
#include <set>

#include "image/reference.hpp"
#include "net/json_internal.hpp"
#include "registry/manifest.hpp"
#include "text/digest.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::registry {

namespace {

/// The image that `text` names, with its tag ("latest" where it has neither tag nor digest); nothing for
/// other texts.
std::optional<lock::Image> image_of(std::string_view text) {
  const auto reference = image::parse(text);
  if (!reference) return std::nullopt;
  lock::Image out{.name = image::full_name(*reference), .tag = reference->tag};
  if (reference->digest_valid) out.digest = reference->digest;
  if (out.tag.empty() && out.digest.empty()) out.tag = "latest";
  return out;
}

class Layout {
 public:
  Layout(const FileTree& tree, std::string_view folder, lock::Imported& out)
      : tree_(tree), folder_(folder), out_(out) {}

  void read(const std::string& name) {
    const auto index = tree_.read(text::join(folder_, "index.json"), most_manifest);
    const auto json = index ? net::parse_json((*index)->bytes()) : std::nullopt;
    const net::Json* manifests = json ? net::find(*json, "manifests") : nullptr;
    if (manifests == nullptr || !manifests->is_array()) {
      out_.problems.emplace_back("its index.json cannot be read");
      return;
    }
    const auto wanted = name.empty() ? std::nullopt : image_of(name);
    if (!name.empty() && !wanted) {
      out_.problems.push_back("`" + text::printable(name) + "` names no image");
      return;
    }
    for (const net::Json& entry : *manifests) {
      const net::Json* annotations = net::find(entry, "annotations");
      const std::string reference =
          annotations == nullptr ? "" : net::text_at(*annotations, "org.opencontainers.image.ref.name");
      const std::string full =
          annotations == nullptr ? "" : net::text_at(*annotations, "io.containerd.image.name");
      if (wanted) {
        if (manifests->size() > 1 && reference != wanted->tag) continue;
        add(entry, *wanted);
        continue;
      }
      // A reference may be a whole name or only a tag.
      const bool whole = reference.find('/') != std::string::npos || reference.find(':') != std::string::npos;
      const auto named = !full.empty() ? image_of(full) : whole ? image_of(reference) : std::nullopt;
      if (named) {
        add(entry, *named);
      } else {
        out_.notes.push_back("`" +
                             text::printable(reference.empty() ? net::text_at(entry, "digest") : reference) +
                             "` has no name of a registry: --as NAME gives it one");
      }
    }
    if (wanted && out_.lock.images.empty() && out_.problems.empty())
      out_.problems.push_back("it holds several images, and none has the tag `" + wanted->tag + "`");
  }

 private:
  /// The content with that digest; nothing, and a problem, where it is not there or another one.
  std::optional<std::string> blob(const std::string& digest) {
    if (!lock::is_digest(digest) || !digest.starts_with("sha256:")) {
      out_.problems.push_back("`" + text::printable(digest) + "` is no sha256 digest");
      return std::nullopt;
    }
    const std::string path = text::join(folder_, "blobs/sha256/" + digest.substr(7));
    const auto source = tree_.read(path, most_manifest);
    if (!source) {
      out_.problems.push_back("`" + path + "`: " + std::string(dockgate::to_string(source.error())));
      return std::nullopt;
    }
    std::string bytes((*source)->bytes());
    if ("sha256:" + text::sha256(bytes) == digest) return bytes;
    out_.problems.push_back("`" + path + "` has another content than its name says");
    return std::nullopt;
  }

  void add(const net::Json& entry, lock::Image image) {
    const std::string digest = net::text_at(entry, "digest");
    const auto bytes = blob(digest);
    if (!bytes) return;
    const auto manifest = read_manifest(*bytes, net::text_at(entry, "mediaType"));
    if (!manifest) {
      out_.problems.push_back("`" + digest + "`: " + manifest.error());
      return;
    }
    image.digest = digest;
    image.kind = manifest->is_index ? "index" : "manifest";
    image.platforms = manifest->platforms;
    image.origin.from = "oci-layout";
    if (!manifest->is_index) {
      const auto config = blob(manifest->config);
      if (!config) return;
      const auto read = read_config(*config);
      if (read && !read->platform.empty()) image.platforms.emplace(read->platform, digest);
    }
    out_.lock.images.push_back(std::move(image));
  }

  const FileTree& tree_;
  std::string folder_;
  lock::Imported& out_;
};

std::vector<std::string> texts_at(const net::Json& json, std::string_view key) {
  std::vector<std::string> out;
  const net::Json* list = net::find(json, key);
  if (list == nullptr || !list->is_array()) return out;
  for (const net::Json& each : *list)
    if (each.is_string()) out.push_back(each.get<std::string>());
  return out;
}

void add_inspected(const net::Json& entry, lock::Imported& out) {
  std::vector<lock::Image> digests;
  for (const std::string& text : texts_at(entry, "RepoDigests"))
    if (const auto image = image_of(text); image && !image->digest.empty()) digests.push_back(*image);
  std::set<std::string> tagged;
  for (const std::string& text : texts_at(entry, "RepoTags")) {
    auto image = image_of(text);
    if (!image || image->tag.empty()) continue;
    std::set<std::string> same;
    for (const lock::Image& each : digests)
      if (each.name == image->name) same.insert(each.digest);
    tagged.insert(image->name);
    if (same.size() != 1) {
      out.notes.push_back("`" + text::printable(text) + "` has " +
                          (same.empty() ? "no digest: it was never pulled or pushed" : "several digests"));
      continue;
    }
    image->digest = *same.begin();
    image->origin.from = "docker-inspect";
    out.lock.images.push_back(std::move(*image));
  }
  for (lock::Image& each : digests) {
    if (tagged.contains(each.name)) continue;
    each.tag.clear();
    each.origin.from = "docker-inspect";
    out.lock.images.push_back(std::move(each));
  }
}

}  // namespace

bool is_oci_layout(const FileTree& tree, std::string_view folder) {
  return tree.kind(text::join(folder, "oci-layout")) == EntryKind::file &&
         tree.kind(text::join(folder, "index.json")) == EntryKind::file;
}

lock::Imported import_oci_layout(const FileTree& tree, std::string_view folder, const std::string& name) {
  lock::Imported out;
  Layout(tree, folder, out).read(name);
  return out;
}

lock::Imported import_docker_inspect(std::string_view text) {
  lock::Imported out;
  const auto json = net::parse_json(text);
  if (!json || !json->is_array()) {
    out.problems.emplace_back("it is no list in JSON, as `docker image inspect` prints one");
    return out;
  }
  for (const net::Json& entry : *json) add_inspected(entry, out);
  return out;
}

}  // namespace dockgate::registry
