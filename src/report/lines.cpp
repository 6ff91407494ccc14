#include "report/lines.hpp"

#include "report/places.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

/// The escapes of workflow commands: in data `%`, CR, LF; in properties `:` and `,` as well.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string_view github_level(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    default:
      return "notice";
  }
}

}  // namespace

std::string gnu_report(const LintResult& result, const ReportOptions& options) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed && !options.show_suppressed) continue;
    const Range range = range_of(finding.at);
    out += text::printable(file_of(finding)) + ":" + std::to_string(range.begin.line) + ":" +
           std::to_string(range.begin.column) + ": " + std::string(to_string(finding.severity)) + ": " +
           text::printable(finding.message) + " [" + text::printable(finding.rule) + "]\n";
  }
  for (const NotJudged& item : result.not_judged) {
    out += text::printable(item.file) + ":" + std::to_string(item.at.line) + ":" +
           std::to_string(item.at.column) + ": not judged: " + text::printable(item.reason) + "\n";
  }
  return out;
}

std::string github_report(const LintResult& result, const ReportOptions& options) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed && !options.show_suppressed) continue;
    const Range range = range_of(finding.at);
    std::string message = finding.message;
    if (!finding.help.empty()) message += "\nhelp: " + finding.help;
    out += "::" + std::string(github_level(finding.severity)) + " file=" + escaped(file_of(finding), true) +
           ",line=" + std::to_string(range.begin.line) + ",endLine=" + std::to_string(range.end.line);
    // GitHub refuses columns for ranges over several lines.
    if (range.begin.line == range.end.line) {
      out += ",col=" + std::to_string(range.begin.column) + ",endColumn=" + std::to_string(range.end.column);
    }
    out += ",title=" + escaped(finding.rule, true) + "::" + escaped(message, false) + "\n";
  }
  for (const NotJudged& item : result.not_judged) {
    out += "::warning file=" + escaped(item.file, true) + ",line=" + std::to_string(item.at.line) +
           ",title=not judged::" + escaped(item.reason, false) + "\n";
  }
  return out;
}

}  // namespace dockgate::report
