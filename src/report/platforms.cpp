#include "report/platforms.hpp"

#include <algorithm>
#include <map>

#include "findings/fingerprint.hpp"
#include "report/json_writer.hpp"
#include "report/places.hpp"

namespace dockgate::report {

namespace {

constexpr std::string_view not_judged = "not-judged";

/// GitLab and Code Climate know info, minor, major, critical, blocker.
std::string_view gitlab_severity(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "critical";
    case Severity::warning:
      return "major";
    case Severity::info:
      return "minor";
    case Severity::style:
      return "info";
  }
  return "critical";
}

void gitlab_location(JsonWriter& json, std::string_view file, std::uint32_t begin, std::uint32_t end) {
  json.key("location").begin_object().member("path", file);
  json.key("lines").begin_object().member("begin", begin).member("end", end).end_object().end_object();
}

/// A name for what was not judged that stays the same from run to run.
std::string fingerprint_of(const NotJudged& item) {
  Finding finding;
  finding.rule = not_judged;
  finding.dockerfile = item.file;
  finding.subject = std::to_string(item.at.line) + ":" + std::to_string(item.at.column) + ":" + item.reason;
  return findings::fingerprint(finding, 0);
}

/// What SonarQube is told of a severity: for its newer and its older way of counting.
struct SonarSeverity {
  std::string_view impact, older;
};
SonarSeverity sonar_severity(Severity severity) {
  switch (severity) {
    case Severity::error:
      return {"HIGH", "CRITICAL"};
    case Severity::warning:
      return {"MEDIUM", "MAJOR"};
    case Severity::info:
      return {"LOW", "MINOR"};
    case Severity::style:
      return {"LOW", "INFO"};
  }
  return {"HIGH", "CRITICAL"};
}

void sonar_rule(JsonWriter& json, std::string_view id, std::string_view name, std::string_view description,
                bool security, Severity severity) {
  const SonarSeverity words = sonar_severity(severity);
  json.begin_object().member("id", id).member("name", name).member("description", description);
  json.member("engineId", "dockgate");
  json.member("cleanCodeAttribute", security ? "TRUSTWORTHY" : "CONVENTIONAL");
  json.member("type", security ? "VULNERABILITY" : "CODE_SMELL").member("severity", words.older);
  json.key("impacts").begin_array().begin_object();
  json.member("softwareQuality", security ? "SECURITY" : "MAINTAINABILITY");
  json.member("severity", words.impact).end_object().end_array().end_object();
}

void sonar_location(JsonWriter& json, std::string_view file, std::string_view message, const Range& range) {
  json.member("message", message).member("filePath", file);
  json.key("textRange").begin_object().member("startLine", range.begin.line);
  // An empty range is refused; a line alone means all of it.
  if (range.begin != range.end) {
    json.member("endLine", range.end.line).member("startColumn", range.begin.column - 1);
    json.member("endColumn", range.end.column - 1);
  }
  json.end_object();
}

std::string_view rdf_severity(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "ERROR";
    case Severity::warning:
      return "WARNING";
    default:
      return "INFO";
  }
}

void rdf_position(JsonWriter& json, std::string_view name, const Position& at) {
  json.key(name).begin_object().member("line", at.line).member("column", at.column).end_object();
}

void rdf_range(JsonWriter& json, const Range& range) {
  json.key("range").begin_object();
  rdf_position(json, "start", range.begin);
  rdf_position(json, "end", range.end);
  json.end_object();
}

void rdf_source(JsonWriter& json) {
  json.key("source").begin_object().member("name", "dockgate").end_object();
}

void rdf_diagnostic(JsonWriter& json, const LintResult& result, const Finding& finding) {
  std::string message = finding.message;
  if (!finding.help.empty()) message += "\nhelp: " + finding.help;
  json.begin_object().member("message", message);
  json.key("location").begin_object().member("path", file_of(finding));
  rdf_range(json, range_of(finding.at, Columns::bytes));
  json.end_object().member("severity", rdf_severity(finding.severity));
  rdf_source(json);
  json.key("code").begin_object().member("value", finding.rule);
  if (const RuleInfo* rule = rule_of(result, finding); rule != nullptr && !rule->references.empty()) {
    json.member("url", rule->references.front());
  }
  json.end_object();
  // A suggestion is one edit at the place of the finding; several suggestions are alternatives.
  const auto fits = [&](const Fix& fix) {
    return fix.edits.size() == 1 && file_of(fix.edits.front().at) == file_of(finding);
  };
  if (std::ranges::any_of(finding.fixes, fits)) {
    json.key("suggestions").begin_array();
    for (const Fix& fix : finding.fixes) {
      if (!fits(fix)) continue;
      json.begin_object();
      rdf_range(json, range_of(fix.edits.front().at, Columns::bytes));
      json.member("text", fix.edits.front().text).end_object();
    }
    json.end_array();
  }
  if (!finding.trace.empty()) {
    json.key("related_locations").begin_array();
    for (const TraceStep& step : finding.trace) {
      json.begin_object().member("message", step.what);
      json.key("location").begin_object().member("path", file_of(step.at));
      rdf_range(json, range_of(step.at, Columns::bytes));
      json.end_object().end_object();
    }
    json.end_array();
  }
  json.end_object();
}

void rdf_diagnostic(JsonWriter& json, const NotJudged& item) {
  json.begin_object().member("message", "not judged: " + item.reason);
  json.key("location").begin_object().member("path", item.file);
  rdf_range(json, {item.at, item.at});
  json.end_object().member("severity", item.part ? "INFO" : "WARNING");
  rdf_source(json);
  json.key("code").begin_object().member("value", not_judged).end_object().end_object();
}

void code_issue(JsonWriter& json, const LintResult& result, const Finding& finding) {
  const Range range = range_of(finding.at);
  const RuleInfo* rule = rule_of(result, finding);
  json.begin_object().member("type", "issue").member("description", finding.message);
  json.member("check_name", finding.rule).member("fingerprint", finding.fingerprint);
  json.members("categories", {rule != nullptr && rule->risk.empty() ? "Style" : "Security"});
  json.member("severity", gitlab_severity(finding.severity));
  if (!finding.help.empty()) {
    json.key("content").begin_object().member("body", finding.help).end_object();
  }
  gitlab_location(json, file_of(finding), range.begin.line, range.end.line);
  json.end_object();
}

void code_issue(JsonWriter& json, const NotJudged& item) {
  json.begin_object().member("type", "issue").member("description", "not judged: " + item.reason);
  json.member("check_name", not_judged).member("fingerprint", fingerprint_of(item));
  json.members("categories", {"Bug Risk"}).member("severity", item.part ? "info" : "major");
  gitlab_location(json, item.file, item.at.line, item.at.line);
  json.end_object();
}

/// Calls `take` with a JSON writer for each issue of the Code Climate engine specification.
template <typename Take>
void each_issue(const LintResult& result, const Take& take) {
  for (const Finding& finding : result.findings) {
    if (finding.suppressed) continue;
    take([&](JsonWriter& json) { code_issue(json, result, finding); });
  }
  for (const NotJudged& item : result.not_judged) take([&](JsonWriter& json) { code_issue(json, item); });
}

}  // namespace

std::string gitlab_report(const LintResult& result, const ReportOptions&) {
  JsonWriter json;
  json.begin_array();
  each_issue(result, [&](const auto& write) { write(json); });
  return json.end_array().take();
}

std::string codeclimate_report(const LintResult& result, const ReportOptions&) {
  std::string out;
  each_issue(result, [&](const auto& write) {
    JsonWriter json(true);
    write(json);
    std::string issue = json.take();
    issue.back() = '\0';
    out += issue;
  });
  return out;
}

std::string codacy_report(const LintResult& result, const ReportOptions&) {
  std::string out;
  const auto add = [&](std::string_view file, std::uint32_t line, std::string_view pattern,
                       std::string_view message) {
    JsonWriter json(true);
    json.begin_object().member("filename", file).member("line", line);
    json.member("message", message).member("patternId", pattern).end_object();
    out += json.take();
  };
  for (const Finding& finding : result.findings)
    if (!finding.suppressed)
      add(file_of(finding), range_of(finding.at).begin.line, finding.rule, finding.message);
  for (const NotJudged& item : result.not_judged)
    add(item.file, item.at.line, not_judged, "not judged: " + item.reason);
  return out;
}

std::string sonarqube_report(const LintResult& result, const ReportOptions&) {
  std::map<std::string_view, std::pair<Severity, const Finding*>> rules;  // those with findings in force
  for (const Finding& finding : result.findings) {
    if (finding.suppressed) continue;
    auto& [worst, example] = rules.try_emplace(finding.rule, finding.severity, &finding).first->second;
    worst = std::max(worst, finding.severity);
  }
  JsonWriter json;
  json.begin_object().key("rules").begin_array();
  for (const auto& [name, worst] : rules) {
    const RuleInfo* rule = rule_of(result, *worst.second);
    std::string description = rule != nullptr ? rule->why : std::string();
    if (rule != nullptr && !rule->fix.empty()) description += "\n\n" + rule->fix;
    sonar_rule(json, name, rule != nullptr ? rule->summary : std::string(name), description,
               rule != nullptr && !rule->risk.empty(), worst.first);
  }
  if (!result.not_judged.empty()) {
    sonar_rule(json, not_judged, "something was not judged",
               "What dockgate could not read or follow; its silence about it means nothing.", false,
               Severity::warning);
  }
  json.end_array().key("issues").begin_array();
  for (const Finding& finding : result.findings) {
    if (finding.suppressed) continue;
    json.begin_object().member("ruleId", finding.rule).key("primaryLocation").begin_object();
    std::string message = finding.message;
    if (!finding.help.empty()) message += "; " + finding.help;
    sonar_location(json, file_of(finding), message, range_of(finding.at, Columns::utf16));
    json.end_object();
    if (!finding.trace.empty()) {
      json.key("secondaryLocations").begin_array();
      for (const TraceStep& step : finding.trace) {
        json.begin_object();
        sonar_location(json, file_of(step.at), step.what, range_of(step.at, Columns::utf16));
        json.end_object();
      }
      json.end_array();
    }
    json.end_object();
  }
  for (const NotJudged& item : result.not_judged) {
    json.begin_object().member("ruleId", not_judged).key("primaryLocation").begin_object();
    sonar_location(json, item.file, "not judged: " + item.reason, {item.at, item.at});
    json.end_object().end_object();
  }
  return json.end_array().end_object().take();
}

std::string rdjson_report(const LintResult& result, const ReportOptions&) {
  JsonWriter json;
  json.begin_object();
  rdf_source(json);
  json.key("diagnostics").begin_array();
  for (const Finding& finding : result.findings) {
    if (!finding.suppressed) rdf_diagnostic(json, result, finding);
  }
  for (const NotJudged& item : result.not_judged) rdf_diagnostic(json, item);
  return json.end_array().end_object().take();
}

std::string rdjson_lines_report(const LintResult& result, const ReportOptions&) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed) continue;
    JsonWriter json(true);
    rdf_diagnostic(json, result, finding);
    out += json.take();
  }
  for (const NotJudged& item : result.not_judged) {
    JsonWriter json(true);
    rdf_diagnostic(json, item);
    out += json.take();
  }
  return out;
}

}  // namespace dockgate::report
