#include "report/manifest.hpp"
#include "report/places.hpp"
#include "text/digest.hpp"
#include "text/words.hpp"

namespace dockgate::report {
namespace {

using manifest::Difference;

void add_weights(JsonWriter& json, const std::vector<manifest::Weights>& list) {
  json.key("weights").begin_array();
  for (const auto& each : list) {
    json.begin_object().member("path", each.path).member("format", each.format).member("bytes", each.bytes);
    json.member("sha256", each.sha256).member("verdict", each.verdict).end_object();
  }
  json.end_array();
}

void add_code(JsonWriter& json, const std::vector<manifest::Code>& list) {
  json.key("code").begin_array();
  for (const auto& each : list) {
    json.begin_object().member("path", each.path).member("sha256", each.sha256).member("model", each.model);
    json.key("review");
    if (each.reviewer.empty()) {
      json.null();
    } else {
      json.begin_object().member("reviewer", each.reviewer).member("reviewed", each.reviewed);
      json.member("next_review", each.next_review).member("repository", each.repository);
      json.member("commit", each.commit).end_object();
    }
    json.end_object();
  }
  json.end_array();
}

void add_image(JsonWriter& json, const manifest::ShippedImage& image) {
  json.begin_object().member("platform", image.platform).member("config", image.config);
  json.member("manifest", image.manifest).key("base").begin_object();
  json.member("name", image.base_name).member("digest", image.base_digest).end_object();
  json.members("layers", image.layers);
  add_weights(json, image.weights);
  json.key("models").begin_array();
  for (const auto& model : image.models) {
    json.begin_object().member("kind", model.kind).member("id", model.id).member("revision", model.revision);
    json.key("files").begin_array();
    for (const auto& file : model.files)
      json.begin_object().member("name", file.name).member("sha256", file.sha256).end_object();
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

void add_build(JsonWriter& json, const manifest::Build& build) {
  json.begin_object().member("dockerfile", build.dockerfile).member("label", build.label);
  json.member("context", build.context).key("policy").begin_object();
  json.member("name", build.policy.name).member("sha256", build.policy.sha256).end_object();
  json.key("base_images").begin_array();
  for (const auto& image : build.base_images) {
    json.begin_object().member("used_by", image.used_by).member("reference", image.reference);
    json.member("digest", image.digest).member("shipped", image.shipped).end_object();
  }
  json.end_array().key("models").begin_array();
  for (const auto& model : build.models) {
    json.begin_object().member("kind", model.kind).member("id", model.id).member("local", model.local);
    json.member("revision", model.revision).member("revision_state", model.revision_state);
    json.member("remote_code", model.remote_code).end_object();
  }
  json.end_array();
  add_weights(json, build.weights);
  add_code(json, build.code);
  json.key("images").begin_array();
  for (const auto& image : build.images) add_image(json, image);
  json.end_array().end_object();
}

}  // namespace

void write_manifest(JsonWriter& json, const manifest::Manifest& manifest) {
  json.begin_object().member("schema", manifest::schema).key("tool").begin_object();
  json.member("name", "dockgate").member("version", manifest.tool_version).end_object();
  json.key("builds").begin_array();
  for (const auto& build : manifest.builds) add_build(json, build);
  json.end_array().end_object();
}

std::string manifest_json(const manifest::Manifest& manifest) {
  JsonWriter json;
  write_manifest(json, manifest);
  return json.take();
}

std::string manifest_statement(const manifest::Manifest& manifest) {
  JsonWriter json;
  json.begin_object().member("_type", "https://in-toto.io/Statement/v1").key("subject").begin_array();
  const auto subject = [&](std::string_view name, std::string_view sha256) {
    json.begin_object().member("name", name).key("digest").begin_object();
    json.member("sha256", sha256).end_object().end_object();
  };
  for (const auto& build : manifest.builds) {
    for (const auto& image : build.images) {
      const std::string& digest = image.manifest.empty() ? image.config : image.manifest;
      if (!digest.starts_with("sha256:")) continue;
      subject(build.dockerfile + (image.platform.empty() ? "" : " (" + image.platform + ")"),
              std::string_view(digest).substr(7));
    }
  }
  subject(manifest::file_name, text::sha256(manifest_json(manifest)));
  json.end_array().member("predicateType", "urn:dockgate:manifest:1").key("predicate");
  write_manifest(json, manifest);
  return json.end_object().take();
}

std::string differences_text(const std::vector<Difference>& differences) {
  std::string out, build;
  for (const auto& each : differences) {
    if (each.build != build) {
      build = each.build;
      out += text::printable(build) + "\n";
    }
    out += "  " + std::string(manifest::to_string(each.kind)) + "  " + each.what;
    if (each.kind == Difference::Kind::changed) {
      out += ": " + text::printable(each.field) + "\n             was  ";
      out += (each.before.empty() ? "nothing" : text::printable(each.before)) + "\n             is   ";
      out += each.after.empty() ? "nothing" : text::printable(each.after);
    }
    out += "\n";
  }
  return out;
}

std::string differences_json(const std::vector<Difference>& differences) {
  JsonWriter json;
  json.begin_object().member("schema", "dockgate.manifest-differences/1").key("differences").begin_array();
  for (const auto& each : differences) {
    json.begin_object().member("build", each.build).member("kind", manifest::to_string(each.kind));
    json.member("what", each.what).member("field", each.field);
    json.member("before", each.before).member("after", each.after).member("file", file_of(each.at));
    json.member("line", range_of(each.at).begin.line).end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace dockgate::report
