#include "report/platforms.hpp"

#include "report/json_writer.hpp"
#include "report/places.hpp"

namespace dockgate::report {

namespace {

/// GitLab knows info, minor, major, critical, blocker.
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

}  // namespace

std::string gitlab_report(const LintResult& result, const ReportOptions&) {
  JsonWriter json;
  json.begin_array();
  for (const Finding& finding : result.findings) {
    if (finding.suppressed) continue;
    const Range range = range_of(finding.at);
    json.begin_object().member("type", "issue").member("description", finding.message);
    json.member("check_name", finding.rule).member("fingerprint", finding.fingerprint);
    json.member("severity", gitlab_severity(finding.severity));
    json.key("location").begin_object().member("path", file_of(finding));
    json.key("lines")
        .begin_object()
        .member("begin", range.begin.line)
        .member("end", range.end.line)
        .end_object();
    json.end_object().end_object();
  }
  return json.end_array().take();
}

}  // namespace dockgate::report
