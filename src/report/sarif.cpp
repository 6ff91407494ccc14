#include "report/sarif.hpp"

#include <map>

#include "report/json_writer.hpp"
#include "report/places.hpp"

namespace dockgate::report {

namespace {

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    default:
      return "note";
  }
}

/// A relative URI reference: everything outside RFC 3986's unreserved characters and `/` is percent-encoded.
std::string uri(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

void add_location(JsonWriter& json, std::string_view file, const Range& range,
                  std::string_view message = {}) {
  json.begin_object().key("physicalLocation").begin_object();
  json.key("artifactLocation")
      .begin_object()
      .member("uri", uri(file))
      .member("uriBaseId", "%SRCROOT%")
      .end_object();
  json.key("region")
      .begin_object()
      .member("startLine", range.begin.line)
      .member("startColumn", range.begin.column);
  json.member("endLine", range.end.line).member("endColumn", range.end.column).end_object().end_object();
  if (!message.empty()) json.key("message").begin_object().member("text", message).end_object();
  json.end_object();
}

void add_code_flow(JsonWriter& json, const Finding& finding) {
  json.key("codeFlows").begin_array().begin_object().key("threadFlows").begin_array().begin_object();
  json.key("locations").begin_array();
  for (const TraceStep& step : finding.trace) {
    json.begin_object().key("location");
    add_location(json, file_of(step.at), range_of(step.at), step.what);
    json.end_object();
  }
  json.begin_object().key("location");
  add_location(json, file_of(finding), range_of(finding.at), finding.message);
  json.end_object().end_array().end_object().end_array().end_object().end_array();
}

void add_result(JsonWriter& json, const Finding& finding, std::size_t rule_index) {
  json.begin_object().member("ruleId", finding.rule).member("ruleIndex", rule_index);
  json.member("level", level(finding.severity));
  std::string message = finding.message;
  if (!finding.help.empty()) message += ". Help: " + finding.help;
  json.key("message").begin_object().member("text", message).end_object();
  json.key("locations").begin_array();
  add_location(json, file_of(finding), range_of(finding.at));
  json.end_array();
  json.key("partialFingerprints").begin_object().member("dockgate/v1", finding.fingerprint).end_object();
  if (!finding.trace.empty()) add_code_flow(json, finding);
  if (finding.suppressed) {
    json.key("suppressions").begin_array().begin_object();
    json.member("kind", finding.suppressed->by == Suppression::By::inline_comment ? "inSource" : "external");
    json.member("justification", finding.suppressed->reason).end_object().end_array();
  }
  json.key("properties").begin_object().member("verdict", to_string(finding.verdict));
  json.member("boundary", finding.boundary).member("dockerfile", finding.dockerfile);
  json.member("subject", finding.subject).members("aliases", finding.aliases).end_object().end_object();
}

}  // namespace

std::string sarif_report(const LintResult& result, const ReportOptions&) {
  std::map<std::string_view, std::size_t> rules;
  for (const Finding& finding : result.findings) rules.emplace(finding.rule, 0);
  std::size_t next = 0;
  for (auto& [name, index] : rules) index = next++;

  JsonWriter json;
  json.begin_object()
      .member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      .member("version", "2.1.0");
  json.key("runs").begin_array().begin_object();
  json.key("tool").begin_object().key("driver").begin_object().member("name", "dockgate");
  json.key("rules").begin_array();
  for (const auto& [name, index] : rules) json.begin_object().member("id", name).end_object();
  json.end_array().end_object().end_object();
  json.member("columnKind", "unicodeCodePoints");
  json.key("results").begin_array();
  for (const Finding& finding : result.findings) add_result(json, finding, rules[finding.rule]);
  json.end_array();
  json.key("invocations")
      .begin_array()
      .begin_object()
      .member("executionSuccessful", result.policy_errors.empty());
  json.key("toolExecutionNotifications").begin_array();
  for (const NotJudged& item : result.not_judged) {
    json.begin_object().member("level", "error");
    json.key("message").begin_object().member("text", "not judged: " + item.reason).end_object();
    json.key("locations").begin_array();
    add_location(json, item.file, {item.at, item.at});
    json.end_array().end_object();
  }
  json.end_array().end_object().end_array();
  return json.end_object().end_array().end_object().take();
}

}  // namespace dockgate::report
