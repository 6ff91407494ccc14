#include "evidence/write.hpp"
#include "report/json_writer.hpp"
#include "report/manifest.hpp"
#include "text/digest.hpp"

namespace dockgate::evidence {
namespace {

using report::JsonWriter;

void add_pairs(JsonWriter& json, std::string_view key, std::string_view first, std::string_view second,
               const std::vector<std::pair<std::string, std::string>>& pairs) {
  json.key(key).begin_array();
  for (const auto& [one, other] : pairs)
    json.begin_object().member(first, one).member(second, other).end_object();
  json.end_array();
}

void add_answer(JsonWriter& json, std::string_view key, const Answer& answer) {
  json.key(key).begin_object().member("full", answer.full).member("answer", answer.sentence);
  json.members("open", answer.open).end_object();
}

void add_policies(JsonWriter& json, const std::vector<PolicyIdentity>& policies) {
  json.key("policies").begin_array();
  for (const auto& policy : policies) {
    json.begin_object().member("name", policy.name).member("sha256", policy.sha256);
    json.member("edition", policy.edition).member("boundary", policy.boundary);
    json.members("rules_off", policy.rules_off).end_object();
  }
  json.end_array();
}

void add_build(JsonWriter& json, const BuildEvidence& build) {
  json.begin_object().member("dockerfile", build.parts.dockerfile).member("label", build.parts.label);
  json.member("boundary_reason", build.boundary_reason).member("in_manifest", build.in_manifest);
  json.key("loaders").begin_array();
  for (const auto& loader : build.loaders) {
    json.begin_object().member("file", loader.file).member("line", loader.line);
    json.member("api", loader.api).member("what", loader.what).end_object();
  }
  json.end_array().key("nodes").begin_array();
  for (const auto& node : build.nodes) {
    json.begin_object().member("column", to_string(node.column)).member("label", node.label);
    json.member("detail", node.detail).member("outcome", to_string(node.outcome)).end_object();
  }
  json.end_array().key("edges").begin_array();
  for (const auto& edge : build.edges) json.begin_array().value(edge.from).value(edge.to).end_array();
  json.end_array().end_object();
}

void add_verdicts(JsonWriter& json, const std::vector<RuleVerdict>& verdicts) {
  json.key("verdicts").begin_array();
  for (const auto& verdict : verdicts) {
    json.begin_object().member("rule", verdict.rule).member("dockerfile", verdict.dockerfile);
    json.member("file", verdict.file).member("stage", verdict.stage);
    json.member("verdict", to_string(verdict.outcome)).member("subjects", verdict.subjects).end_object();
  }
  json.end_array();
}

void add_findings(JsonWriter& json, const std::vector<SeenFinding>& findings) {
  json.key("findings").begin_array();
  for (const auto& finding : findings) {
    json.begin_object().member("rule", finding.rule).member("severity", finding.severity);
    json.member("verdict", to_string(finding.outcome)).member("fails", finding.fails);
    json.member("message", finding.message).member("help", finding.help).member("file", finding.file);
    json.member("line", finding.line).member("column", finding.column);
    json.member("dockerfile", finding.dockerfile).member("stage", finding.stage);
    json.member("subject", finding.subject).member("fingerprint", finding.fingerprint);
    json.members("trace", finding.trace).key("excuse");
    if (finding.excuse) {
      json.begin_object().member("by", finding.excuse->by).member("reason", finding.excuse->reason);
      json.member("owner", finding.excuse->owner).member("expires", finding.excuse->expires).end_object();
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array();
}

void add_exceptions(JsonWriter& json, const std::vector<ExceptionInForce>& exceptions) {
  json.key("exceptions").begin_array();
  for (const auto& each : exceptions) {
    json.begin_object().member("policy", each.policy).member("id", each.id).member("rule", each.rule);
    json.member("reason", each.reason).member("owner", each.owner).member("approved_by", each.approved_by);
    json.member("ticket", each.ticket)
        .member("expires", each.expires)
        .member("covers", each.covers)
        .end_object();
  }
  json.end_array();
}

manifest::Manifest manifest_of(const Evidence& evidence) {
  manifest::Manifest out;
  out.tool_version = evidence.tool_version;
  for (const auto& build : evidence.builds) out.builds.push_back(build.parts);
  return out;
}

}  // namespace

std::string json(const Evidence& evidence) {
  JsonWriter json;
  json.begin_object().member("schema", schema).key("tool").begin_object();
  json.member("name", "dockgate").member("version", evidence.tool_version).end_object();
  json.member("as_of", evidence.as_of).member("accepted", evidence.accepted);
  json.members("reasons", evidence.reasons)
      .members("next", evidence.next)
      .members("command", evidence.command);
  json.key("questions").begin_object();
  add_answer(json, "weights", evidence.weights);
  add_answer(json, "review", evidence.review);
  json.end_object();
  add_policies(json, evidence.policies);
  json.key("manifest");
  report::write_manifest(json, manifest_of(evidence));
  json.key("builds").begin_array();
  for (const auto& build : evidence.builds) add_build(json, build);
  json.end_array().key("scope").begin_array();
  for (const auto& file : evidence.scope) {
    json.begin_object().member("path", file.path).member("role", file.role);
    json.member("sha256", file.sha256).end_object();
  }
  json.end_array();
  add_findings(json, evidence.findings);
  add_exceptions(json, evidence.exceptions);
  json.member("debt", debt(evidence));
  add_verdicts(json, evidence.verdicts);
  add_pairs(json, "not_judged", "what", "why", evidence.not_judged);
  add_pairs(json, "skipped", "what", "why", evidence.skipped);
  return json.end_object().take();
}

std::string summary_statement(const Evidence& evidence, const std::string& evidence_json) {
  JsonWriter json;
  json.begin_object().member("_type", "https://in-toto.io/Statement/v1").key("subject").begin_array();
  const auto add = [&](std::string_view name, std::string_view sha256) {
    json.begin_object().member("name", name).key("digest").begin_object();
    json.member("sha256", sha256).end_object().end_object();
  };
  std::string resource;
  for (const auto& build : evidence.builds) {
    if (resource.empty()) resource = build.parts.dockerfile;
    for (const auto& image : build.parts.images) {
      const std::string& digest = image.manifest.empty() ? image.config : image.manifest;
      if (digest.starts_with("sha256:")) add(build.parts.dockerfile, std::string_view(digest).substr(7));
    }
  }
  for (const auto& file : evidence.scope)
    if (file.role == "dockerfile" || file.role == "manifest") add(file.path, file.sha256);
  json.end_array().member("predicateType", "https://slsa.dev/verification_summary/v1");
  json.key("predicate").begin_object().key("verifier").begin_object().member("id", "urn:dockgate:gate");
  json.key("version").begin_object().member("dockgate", evidence.tool_version).end_object().end_object();
  json.member("timeVerified", evidence.as_of + "T00:00:00Z").member("resourceUri", resource);
  json.key("policy").begin_object();
  if (!evidence.policies.empty()) {
    json.member("uri", evidence.policies.front().name).key("digest").begin_object();
    json.member("sha256", evidence.policies.front().sha256).end_object();
  }
  json.end_object().key("inputAttestations").begin_array().begin_object().member("uri", "evidence.json");
  json.key("digest").begin_object().member("sha256", text::sha256(evidence_json)).end_object().end_object();
  json.end_array().member("verificationResult", evidence.accepted ? "PASSED" : "FAILED");
  std::vector<std::string> levels;
  if (evidence.accepted)
    for (const auto& policy : evidence.policies) levels.push_back("DOCKGATE_BOUNDARY_" + policy.boundary);
  json.members("verifiedLevels", levels).member("slsaVersion", "1.0");
  return json.end_object().end_object().take();
}

std::string changes_json(const std::vector<Change>& changes) {
  JsonWriter json;
  json.begin_object().member("schema", "dockgate.evidence-diff/1").key("changes").begin_array();
  for (const auto& change : changes)
    json.begin_object().member("topic", change.topic).member("text", change.text).end_object();
  return json.end_array().end_object().take();
}

}  // namespace dockgate::evidence
