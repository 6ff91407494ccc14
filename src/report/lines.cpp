#include "report/lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "report/places.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

/// Printable, but for line ends, for which these formats have escapes.
std::string readable(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find_first_of("\r\n");
    out += text::printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += text[end];
    text.remove_prefix(end + 1);
  }
}

/// A character that would end a command of a platform, and what is written in its place.
using Escape = std::pair<char, std::string_view>;

// Workflow commands of GitHub: in data the first three, in properties all.
constexpr std::array<Escape, 5> github_escapes{
    {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"}}};
// Logging commands of Azure Pipelines, likewise.
constexpr std::array<Escape, 5> azure_escapes{
    {{'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"}, {';', "%3B"}, {']', "%5D"}}};

std::string escaped(std::string_view text, const std::array<Escape, 5>& escapes, bool property) {
  const auto end = property ? escapes.end() : escapes.begin() + 3;
  std::string out;
  for (const char c : readable(text)) {
    const auto escape =
        std::find_if(escapes.begin(), end, [&](const Escape& each) { return each.first == c; });
    if (escape == end) {
      out += c;
    } else {
      out += escape->second;
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

/// A command is looked for anywhere in a line, so that one which stands in the input must not stay whole.
std::string without_commands(std::string out) {
  for (std::size_t at = 0; (at = out.find("##", at)) != std::string::npos; at += 3) out.insert(at + 1, " ");
  return out;
}

std::string azure_issue(std::string_view type, std::string_view file, const Position& at,
                        std::string_view code, std::string_view message) {
  return "##vso[task.logissue type=" + std::string(type) +
         ";sourcepath=" + escaped(file, azure_escapes, true) + ";linenumber=" + std::to_string(at.line) +
         ";columnnumber=" + std::to_string(at.column) + ";code=" + escaped(code, azure_escapes, true) + ";]" +
         escaped(message, azure_escapes, false) + "\n";
}

std::string one_line(std::string_view file, const Position& at, std::string_view words) {
  return text::printable(file) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
         text::printable(words) + "\n";
}

}  // namespace

std::string azure_report(const LintResult& result, const ReportOptions& options) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed && !options.show_suppressed) continue;
    const Position at = range_of(finding.at).begin;
    const std::string_view level = finding.suppressed ? "suppressed" : to_string(finding.severity);
    if (!finding.suppressed && finding.severity >= Severity::warning) {
      std::string message = finding.message;
      if (!finding.help.empty()) message += "; " + finding.help;
      out += azure_issue(level, file_of(finding), at, finding.rule, message);
    } else {
      out += without_commands(one_line(
          file_of(finding), at, std::string(level) + ": " + finding.message + " [" + finding.rule + "]"));
    }
  }
  for (const NotJudged& item : result.not_judged)
    out += azure_issue("warning", item.file, item.at, "not-judged", "not judged: " + item.reason);
  return out;
}

std::string gnu_report(const LintResult& result, const ReportOptions& options) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed && !options.show_suppressed) continue;
    const std::string_view level = finding.suppressed ? "suppressed" : to_string(finding.severity);
    out += one_line(file_of(finding), range_of(finding.at).begin,
                    std::string(level) + ": " + finding.message + " [" + finding.rule + "]");
  }
  for (const NotJudged& item : result.not_judged)
    out += one_line(item.file, item.at, "not judged: " + item.reason);
  return out;
}

std::string github_report(const LintResult& result, const ReportOptions& options) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed && !options.show_suppressed) continue;
    const Range range = range_of(finding.at);
    std::string message = finding.suppressed ? "suppressed: " + finding.message : finding.message;
    if (!finding.help.empty()) message += "\nhelp: " + finding.help;
    const std::string_view level = finding.suppressed ? "notice" : github_level(finding.severity);
    out += "::" + std::string(level) + " file=" + escaped(file_of(finding), github_escapes, true) +
           ",line=" + std::to_string(range.begin.line) + ",endLine=" + std::to_string(range.end.line);
    // GitHub refuses columns for ranges over several lines.
    if (range.begin.line == range.end.line) {
      out += ",col=" + std::to_string(range.begin.column) + ",endColumn=" + std::to_string(range.end.column);
    }
    out += ",title=" + escaped(finding.rule, github_escapes, true) +
           "::" + escaped(message, github_escapes, false) + "\n";
  }
  for (const NotJudged& item : result.not_judged) {
    out += "::warning file=" + escaped(item.file, github_escapes, true) +
           ",line=" + std::to_string(item.at.line) +
           ",title=not judged::" + escaped(item.reason, github_escapes, false) + "\n";
  }
  return out;
}

}  // namespace dockgate::report
