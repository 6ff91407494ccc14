#include <algorithm>
#include <array>

#include "manifest/manifest.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::manifest {
namespace {

constexpr std::array<std::string_view, 4> verdicts{"clean", "not-scanned", "suspicious", "dangerous"};

class Reader {
 public:
  explicit Reader(std::vector<Problem>& problems) : problems_(problems) {}

  Manifest manifest(const yaml::Node& node) {
    Manifest out;
    yaml::MapReader reader(node, "the manifest", problems_);
    if (const auto* at = reader.required("schema"); at != nullptr && at->scalar != schema)
      reader.complain(at->at, "this version reads manifests of `" + std::string(schema) + "` only");
    if (const auto* tool = reader.required("tool")) {
      yaml::MapReader row(*tool, "`tool`", problems_);
      row.required_text("name");
      out.tool_version = row.required_text("version");
      row.finish();
    }
    for (const yaml::Node& item : reader.required_items("builds")) out.builds.push_back(build(item));
    reader.finish();
    std::ranges::sort(out.builds, {}, [](const Build& one) { return std::pair(one.dockerfile, one.label); });
    const auto twice = std::ranges::adjacent_find(out.builds, [](const Build& a, const Build& b) {
      return a.dockerfile == b.dockerfile && a.label == b.label;
    });
    if (twice != out.builds.end())
      problems_.push_back({twice->at, "the build of `" + twice->dockerfile + "` stands here twice"});
    return out;
  }

 private:
  Build build(const yaml::Node& node) {
    Build out;
    out.at = node.at;
    yaml::MapReader reader(node, "a build", problems_);
    out.dockerfile = reader.required_text("dockerfile");
    out.label = reader.text("label");
    out.context = reader.required_text("context");
    if (const auto* policy = reader.required("policy")) {
      yaml::MapReader row(*policy, "`policy`", problems_);
      out.policy.at = policy->at;
      out.policy.name = row.required_text("name");
      out.policy.sha256 = digest(row, "sha256");
      row.finish();
    }
    for (const yaml::Node& item : reader.required_items("base_images"))
      out.base_images.push_back(base_image(item));
    for (const yaml::Node& item : reader.required_items("models")) out.models.push_back(model(item));
    for (const yaml::Node& item : reader.required_items("weights")) out.weights.push_back(weights(item));
    for (const yaml::Node& item : reader.required_items("code")) out.code.push_back(code(item));
    for (const yaml::Node& item : reader.required_items("images")) out.images.push_back(image(item));
    reader.finish();
    return out;
  }

  BaseImage base_image(const yaml::Node& node) {
    BaseImage out;
    out.at = node.at;
    yaml::MapReader reader(node, "a base image", problems_);
    out.used_by = reader.required_text("used_by");
    out.reference = reader.required_text("reference");
    out.digest = reader.text("digest");
    out.shipped = reader.boolean("shipped", false);
    reader.finish();
    return out;
  }

  Model model(const yaml::Node& node) {
    Model out;
    out.at = node.at;
    yaml::MapReader reader(node, "a model", problems_);
    out.kind = reader.required_text("kind");
    out.id = reader.text("id");
    out.local = reader.boolean("local", false);
    out.revision = reader.text("revision");
    out.revision_state = reader.required_text("revision_state");
    out.remote_code = reader.required_text("remote_code");
    reader.finish();
    return out;
  }

  Weights weights(const yaml::Node& node) {
    Weights out;
    out.at = node.at;
    yaml::MapReader reader(node, "an entry of `weights`", problems_);
    out.path = reader.required_text("path");
    out.format = reader.required_text("format");
    const long long bytes = reader.integer("bytes").value_or(-1);
    if (bytes < 0) reader.complain(node.at, "`bytes` has to be a number, not below 0");
    out.bytes = static_cast<std::uint64_t>(std::max(bytes, 0LL));
    out.sha256 = digest(reader, "sha256");
    out.verdict = reader.required_text("verdict");
    if (!out.verdict.empty() && std::ranges::find(verdicts, out.verdict) == verdicts.end())
      reader.complain(node.at, "`verdict` is clean, not-scanned, suspicious or dangerous");
    reader.finish();
    return out;
  }

  Code code(const yaml::Node& node) {
    Code out;
    out.at = node.at;
    yaml::MapReader reader(node, "an entry of `code`", problems_);
    out.path = reader.required_text("path");
    out.sha256 = digest(reader, "sha256");
    out.model = reader.text("model");
    if (const auto* review = reader.optional("review")) {
      yaml::MapReader row(*review, "`review`", problems_);
      out.reviewer = row.required_text("reviewer");
      out.reviewed = row.required_text("reviewed");
      out.next_review = row.required_text("next_review");
      out.repository = row.text("repository");
      out.commit = row.text("commit");
      row.finish();
    }
    reader.finish();
    return out;
  }

  CachedModel cached_model(const yaml::Node& node) {
    CachedModel out;
    out.at = node.at;
    yaml::MapReader reader(node, "a model of an image", problems_);
    out.kind = reader.required_text("kind");
    out.id = reader.required_text("id");
    out.revision = reader.required_text("revision");
    for (const yaml::Node& item : reader.required_items("files")) {
      yaml::MapReader row(item, "a file of a model", problems_);
      out.files.push_back({row.required_text("name"), row.text("sha256")});
      row.finish();
    }
    reader.finish();
    return out;
  }

  ShippedImage image(const yaml::Node& node) {
    ShippedImage out;
    out.at = node.at;
    yaml::MapReader reader(node, "an image", problems_);
    out.platform = reader.text("platform");
    out.config = reader.required_text("config");
    out.manifest = reader.text("manifest");
    if (const auto* base = reader.optional("base")) {
      yaml::MapReader row(*base, "`base`", problems_);
      out.base_name = row.text("name");
      out.base_digest = row.text("digest");
      row.finish();
    }
    out.layers = reader.texts("layers");
    for (const yaml::Node& item : reader.required_items("weights")) out.weights.push_back(weights(item));
    for (const yaml::Node& item : reader.required_items("models")) out.models.push_back(cached_model(item));
    reader.finish();
    return out;
  }

  std::string digest(yaml::MapReader& reader, std::string_view key) {
    std::string text = reader.required_text(key);
    if (!text.empty() && !text::is_lower_hex(text, 64))
      reader.complain(reader.node().find(key)->at, "`" + std::string(key) + "` is 64 lower-case hex digits");
    return text;
  }

  std::vector<Problem>& problems_;
};

}  // namespace

Manifest read(const yaml::Node& node, std::vector<Problem>& problems) {
  return Reader(problems).manifest(node);
}

Result<Manifest, std::vector<Problem>> read(const SourcePtr& source) {
  using Read = Result<Manifest, std::vector<Problem>>;
  const auto node = yaml::parse(source);
  if (!node) return Read::failure({node.error()});
  std::vector<Problem> problems;
  Manifest out = read(*node, problems);
  if (!problems.empty()) return Read::failure(std::move(problems));
  return out;
}

const Build* find(const Manifest& manifest, std::string_view dockerfile, std::string_view label) {
  const auto found = std::ranges::find_if(manifest.builds, [&](const Build& build) {
    return build.dockerfile == dockerfile && build.label == label;
  });
  return found == manifest.builds.end() ? nullptr : &*found;
}

}  // namespace dockgate::manifest
