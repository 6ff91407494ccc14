#include "report/json.hpp"

#include <set>
#include <string_view>

#include "findings/finish.hpp"
#include "report/json_writer.hpp"
#include "report/outcome.hpp"
#include "report/places.hpp"
#include "report/statistics.hpp"

namespace dockgate::report {

namespace {

/// The members line, column, end_line, end_column; the end column is exclusive.
void add_range(JsonWriter& json, const Place& place) {
  const auto [begin, end] = range_of(place);
  json.member("line", begin.line).member("column", begin.column);
  json.member("end_line", end.line).member("end_column", end.column);
}

void add_fix(JsonWriter& json, const Fix& fix) {
  json.begin_object().member("title", fix.title).member("safe", fix.safe);
  json.key("edits").begin_array();
  for (const Edit& edit : fix.edits) {
    json.begin_object().member("file", file_of(edit.at));
    add_range(json, edit.at);
    json.member("text", edit.text).end_object();
  }
  json.end_array().end_object();
}

void add_suppressed(JsonWriter& json, const std::optional<Suppression>& suppressed) {
  json.key("suppressed");
  if (!suppressed) {
    json.null();
    return;
  }
  json.begin_object().member("by", to_string(suppressed->by)).member("reason", suppressed->reason);
  json.member("owner", suppressed->owner).member("expires", suppressed->expires).end_object();
}

void add_finding(JsonWriter& json, const Finding& finding) {
  json.begin_object().member("rule", finding.rule).members("aliases", finding.aliases);
  json.member("severity", to_string(finding.severity)).member("verdict", to_string(finding.verdict));
  json.member("message", finding.message).member("help", finding.help);
  json.member("file", file_of(finding));
  add_range(json, finding.at);
  json.key("dockerfile");
  if (finding.dockerfile.empty()) {
    json.null();
  } else {
    json.value(finding.dockerfile);
  }
  if (!finding.callers.empty()) {
    json.key("callers").begin_array();
    for (const std::string& caller : finding.callers) json.value(caller);
    json.end_array();
  }
  json.member("boundary", finding.boundary).member("subject", finding.subject);
  json.key("trace").begin_array();
  for (const TraceStep& step : finding.trace) {
    const Position at = range_of(step.at).begin;
    json.begin_object().member("file", file_of(step.at)).member("line", at.line).member("column", at.column);
    json.member("what", step.what).end_object();
  }
  json.end_array().members("notes", finding.notes);
  json.key("fixes").begin_array();
  for (const Fix& fix : finding.fixes) add_fix(json, fix);
  json.end_array().member("fingerprint", finding.fingerprint);
  add_suppressed(json, finding.suppressed);
  json.end_object();
}

void add_outcome(JsonWriter& json, const Outcome& outcome) {
  json.key("outcome").begin_array();
  for (const auto& [word, holds] : outcome_words)
    if (outcome.*holds) json.value(word);
  json.end_array();
}

void add_summary(JsonWriter& json, const LintResult& result) {
  const findings::Counts counts = findings::count(result.findings);
  json.key("summary").begin_object();
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info, Severity::style}) {
    json.member(to_string(severity), counts.of(severity));
  }
  json.member("unresolved", counts.unresolved).member("suppressed", counts.suppressed);
  std::set<std::string_view> dockerfiles;  // one that several services build is one
  for (const JudgedDockerfile& judged : result.dockerfiles) dockerfiles.insert(judged.path);
  json.member("dockerfiles", dockerfiles.size()).member("files", result.files).end_object();
}

}  // namespace

std::string json_report(const LintResult& result, const ReportOptions& options) {
  JsonWriter json;
  json.begin_object().member("schema", "dockgate.findings/1");
  add_results(json, result, options);
  return json.end_object().take();
}

void add_results(JsonWriter& json, const LintResult& result, const ReportOptions& options) {
  json.key("dockerfiles").begin_array();
  for (const JudgedDockerfile& judged : result.dockerfiles) {
    json.begin_object().member("path", judged.path).member("context", judged.context);
    json.member("boundary", judged.boundary).member("boundary_reason", judged.boundary_reason);
    json.member("policy", judged.policy).member("policy_reason", judged.policy_reason);
    json.member("label", judged.label).member("context_reason", judged.context_reason).end_object();
  }
  json.end_array().key("findings").begin_array();
  for (const Finding& finding : result.findings) {
    if (!finding.suppressed || options.show_suppressed) add_finding(json, finding);
  }
  json.end_array().key("not_judged").begin_array();
  for (const NotJudged& item : result.not_judged) {
    json.begin_object()
        .member("file", item.file)
        .member("line", item.at.line)
        .member("column", item.at.column);
    json.member("reason", item.reason).end_object();
  }
  json.end_array().key("skipped").begin_array();
  for (const auto& [path, reason] : result.skipped) {
    json.begin_object().member("file", path).member("reason", reason).end_object();
  }
  json.end_array();
  add_outcome(json, outcome_of(result));
  if (options.statistics) add_statistics(json, statistics(result));
  add_summary(json, result);
}

std::string json_lines_report(const LintResult& result, const ReportOptions& options) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed && !options.show_suppressed) continue;
    JsonWriter json(true);
    add_finding(json, finding);
    out += json.take();
  }
  for (const NotJudged& item : result.not_judged) {
    JsonWriter json(true);
    json.begin_object().key("not_judged").begin_object();
    json.member("file", item.file).member("line", item.at.line).member("column", item.at.column);
    out += json.member("reason", item.reason).end_object().end_object().take();
  }
  return out;
}

}  // namespace dockgate::report
