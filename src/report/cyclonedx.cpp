// CycloneDX 1.6, cyclonedx.org/docs/1.6/json; purl types `oci` and `huggingface`, package-url/purl-spec.
#include <algorithm>
#include <set>

#include "report/manifest.hpp"
#include "text/percent.hpp"

namespace dockgate::report {
namespace {

/// name:tag@digest taken apart; the reference is normalised already where it could be read.
struct Reference {
  std::string name, tag;
};
Reference split_reference(std::string_view reference) {
  reference = reference.substr(0, reference.find('@'));
  const auto slash = reference.rfind('/');
  const auto colon = reference.find(':', slash == std::string_view::npos ? 0 : slash);
  Reference out{std::string(reference.substr(0, colon)), {}};
  if (colon != std::string_view::npos) out.tag = reference.substr(colon + 1);
  return out;
}

class Bom {
 public:
  explicit Bom(const manifest::Manifest& manifest) : manifest_(manifest) {}

  std::string write() {
    json_.begin_object().member("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    json_.member("bomFormat", "CycloneDX").member("specVersion", "1.6").member("version", 1);
    json_.key("metadata").begin_object().key("tools").begin_object().key("components").begin_array();
    json_.begin_object().member("type", "application").member("name", "dockgate");
    json_.member("version", manifest_.tool_version).end_object().end_array().end_object();
    const bool one = manifest_.builds.size() == 1;
    json_.key("component").begin_object();
    const std::string root = one ? container(manifest_.builds.front()) : all_builds();
    json_.end_object().end_object();
    json_.key("components").begin_array();
    std::vector<std::string> builds;
    for (const auto& build : manifest_.builds) {
      std::string ref = root;
      if (!one) {
        json_.begin_object();
        ref = container(build);
        json_.end_object();
        builds.push_back(ref);
      }
      parts(build, ref);
    }
    json_.end_array();
    if (!one) dependencies_.emplace_back(root, builds);
    write_dependencies();
    // Packages of the operating system and of languages are not listed.
    json_.key("compositions").begin_array().begin_object().member("aggregate", "incomplete");
    json_.members("assemblies", {root}).end_object().end_array();
    return json_.end_object().take();
  }

 private:
  std::string all_builds() {
    json_.member("type", "application").member("bom-ref", ref("builds")).member("name", "all builds");
    return "builds";
  }

  /// Members of the component that stands for a build.
  std::string container(const manifest::Build& build) {
    auto own = ref("build:" + build.dockerfile + (build.label.empty() ? "" : ":" + build.label));
    json_.member("type", "container").member("bom-ref", own).member("name", build.dockerfile);
    if (build.images.size() == 1) {
      const auto& image = build.images.front();
      const std::string& digest = image.manifest.empty() ? image.config : image.manifest;
      json_.member("version", digest);
      hash(digest);
    }
    json_.key("properties").begin_array();
    property("label", build.label);
    property("context", build.context);
    property("policy", build.policy.name);
    property("policy:sha256", build.policy.sha256);
    json_.end_array();
    return own;
  }

  void parts(const manifest::Build& build, const std::string& owner) {
    std::vector<std::string> refs;
    for (const auto& image : build.base_images) refs.push_back(base_image(image, owner));
    for (const auto& model : build.models) refs.push_back(this->model(model, owner));
    for (const auto& each : build.weights) refs.push_back(weights(each, owner, "context"));
    for (const auto& each : build.code) refs.push_back(code(each, owner));
    for (const auto& image : build.images) {
      for (const auto& each : image.weights) refs.push_back(weights(each, owner, "image " + image.platform));
      for (const auto& each : image.models) refs.push_back(cached_model(each, owner, image.platform));
    }
    dependencies_.emplace_back(owner, std::move(refs));
  }

  std::string base_image(const manifest::BaseImage& image, const std::string& owner) {
    const auto [name, tag] = split_reference(image.reference);
    auto own = ref(owner + ":" + image.used_by + ":" + image.reference);
    json_.begin_object().member("type", "container").member("bom-ref", own).member("name", name);
    if (!image.digest.empty()) {
      json_.member("version", image.digest);
      json_.member("scope", image.shipped ? "required" : "excluded");
      hash(image.digest);
      const auto last = name.substr(name.rfind('/') + 1);
      std::string purl = "pkg:oci/" + text::percent_encoded(last) + "@" +
                         text::percent_encoded(image.digest) +
                         "?repository_url=" + text::percent_encoded(name, true);
      if (!tag.empty()) purl += "&tag=" + text::percent_encoded(tag);
      json_.member("purl", purl);
    } else {
      if (!tag.empty()) json_.member("version", tag);
      json_.member("scope", image.shipped ? "required" : "excluded");
    }
    json_.key("properties").begin_array();
    property("used_by", image.used_by);
    json_.end_array().end_object();
    return own;
  }

  void model_members(const std::string& own, std::string_view kind, std::string_view id,
                     std::string_view revision) {
    const bool data = kind == "dataset";
    json_.member("type", data ? "data" : "machine-learning-model").member("bom-ref", own);
    const auto slash = id.find('/');
    const bool repository = slash != std::string_view::npos && slash > 0 && !id.starts_with('/');
    if (repository) json_.member("group", id.substr(0, slash));
    json_.member("name", repository ? id.substr(slash + 1) : id.empty() ? std::string_view("unknown") : id);
    if (!revision.empty()) json_.member("version", revision);
    if (!repository || data || revision.empty()) return;
    json_.member(
        "purl", "pkg:huggingface/" + text::percent_encoded(id, true) + "@" + text::percent_encoded(revision));
  }

  std::string model(const manifest::Model& model, const std::string& owner) {
    auto own = ref(owner + ":" + model.kind + ":" + model.id + "@" + model.revision);
    json_.begin_object();
    model_members(own, model.kind, model.id, model.local ? std::string_view() : model.revision);
    json_.key("properties").begin_array();
    property("kind", model.kind);
    property("local", model.local ? "true" : "false");
    property("revision_state", model.revision_state);
    property("remote_code", model.remote_code);
    json_.end_array().end_object();
    return own;
  }

  std::string cached_model(const manifest::CachedModel& model, const std::string& owner,
                           std::string_view platform) {
    auto own =
        ref(owner + ":" + std::string(platform) + ":" + model.kind + ":" + model.id + "@" + model.revision);
    json_.begin_object();
    model_members(own, model.kind, model.id, model.revision);
    json_.key("properties").begin_array();
    property("kind", model.kind);
    property("found_in", "image " + std::string(platform));
    json_.end_array().end_object();
    return own;
  }

  std::string weights(const manifest::Weights& each, const std::string& owner, std::string_view where) {
    auto own = ref(owner + ":" + std::string(where) + ":" + each.path);
    json_.begin_object().member("type", "file").member("bom-ref", own).member("name", each.path);
    hash("sha256:" + each.sha256);
    json_.key("properties").begin_array();
    property("format", each.format);
    property("bytes", std::to_string(each.bytes));
    property("verdict", each.verdict);
    property("found_in", where);
    json_.end_array().end_object();
    return own;
  }

  std::string code(const manifest::Code& each, const std::string& owner) {
    auto own = ref(owner + ":code:" + each.path);
    json_.begin_object().member("type", "file").member("bom-ref", own).member("name", each.path);
    hash("sha256:" + each.sha256);
    json_.key("properties").begin_array();
    property("model", each.model);
    property("reviewer", each.reviewer);
    property("reviewed", each.reviewed);
    property("next_review", each.next_review);
    property("upstream:repository", each.repository);
    property("upstream:commit", each.commit);
    json_.end_array().end_object();
    return own;
  }

  void hash(std::string_view digest) {
    constexpr std::string_view prefix = "sha256:";
    if (!digest.starts_with(prefix) || digest.size() != prefix.size() + 64) return;
    json_.key("hashes").begin_array().begin_object().member("alg", "SHA-256");
    json_.member("content", digest.substr(prefix.size())).end_object().end_array();
  }

  void property(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    json_.begin_object().member("name", "dockgate:" + std::string(name)).member("value", value).end_object();
  }

  /// A name for the document that no other component has.
  std::string ref(std::string name) {
    const std::string wanted = name;
    for (int i = 2; !refs_.insert(name).second; ++i) name = wanted + "#" + std::to_string(i);
    return name;
  }

  void write_dependencies() {
    json_.key("dependencies").begin_array();
    for (auto& [own, refs] : dependencies_) {
      std::ranges::sort(refs);
      json_.begin_object().member("ref", own).members("dependsOn", refs).end_object();
    }
    json_.end_array();
  }

  const manifest::Manifest& manifest_;
  JsonWriter json_;
  std::set<std::string> refs_;
  std::vector<std::pair<std::string, std::vector<std::string>>> dependencies_;
};

}  // namespace

std::string manifest_cyclonedx(const manifest::Manifest& manifest) {
  return Bom(manifest).write();
}

}  // namespace dockgate::report
