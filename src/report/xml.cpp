#include "report/xml.hpp"

#include <map>
#include <vector>

#include "report/places.hpp"
#include "text/utf8.hpp"

namespace dockgate::report {

namespace {

/// XML 1.0 production Char.
bool is_xml_char(std::uint32_t value) {
  return value == '\t' || value == '\n' || value == '\r' || (value >= 0x20 && value <= 0xd7ff) ||
         (value >= 0xe000 && value <= 0xfffd) || value >= 0x10000;
}

std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const text::CodePoint point = text::decode(text);
    if (!point.valid || !is_xml_char(point.value)) {
      out += "\xEF\xBF\xBD";
    } else {
      switch (point.value) {
        case '<':
          out += "&lt;";
          break;
        case '>':
          out += "&gt;";
          break;
        case '&':
          out += "&amp;";
          break;
        case '"':
          out += "&quot;";
          break;
        case '\t':
        case '\n':
        case '\r':
          out += "&#" + std::to_string(point.value) + ";";
          break;
        default:
          out += text.substr(0, point.length);
      }
    }
    text.remove_prefix(point.length);
  }
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string one_line(const Finding& finding) {
  const Range range = range_of(finding.at);
  return std::string(file_of(finding)) + ":" + std::to_string(range.begin.line) + ":" +
         std::to_string(range.begin.column) + ": " + std::string(to_string(finding.severity)) + ": " +
         finding.message + " [" + finding.rule + "]\n";
}

}  // namespace

std::string checkstyle_report(const LintResult& result, const ReportOptions& options) {
  std::string out(declaration);
  out += "<checkstyle version=\"4.3\">\n";
  std::string_view open;
  bool any = false;
  for (const Finding& finding : result.findings) {  // sorted by file
    if (finding.suppressed && !options.show_suppressed) continue;
    const std::string_view file = file_of(finding);
    if (!any || file != open) {
      if (any) out += "  </file>\n";
      out += "  <file" + attribute("name", file) + ">\n";
      open = file;
      any = true;
    }
    const Position at = range_of(finding.at).begin;
    const std::string_view level = finding.severity == Severity::style ? "info" : to_string(finding.severity);
    out += "    <error" + attribute("line", std::to_string(at.line)) +
           attribute("column", std::to_string(at.column)) + attribute("severity", level) +
           attribute("message", finding.message) + attribute("source", "dockgate." + finding.rule) + "/>\n";
  }
  if (any) out += "  </file>\n";
  return out + "</checkstyle>\n";
}

std::string junit_report(const LintResult& result, const ReportOptions&) {
  std::map<std::string, std::vector<const Finding*>> by_dockerfile;
  for (const JudgedDockerfile& judged : result.dockerfiles) by_dockerfile[judged.path];
  for (const Finding& finding : result.findings) {
    if (!finding.suppressed) by_dockerfile[finding.dockerfile].push_back(&finding);
  }
  std::string cases;
  std::size_t failures = 0;
  for (const auto& [path, findings] : by_dockerfile) {
    std::string failed, other;
    for (const Finding* finding : findings) {
      (finding->severity == Severity::error ? failed : other) += one_line(*finding);
    }
    cases += "    <testcase" + attribute("name", path) + attribute("classname", "dockgate") + ">\n";
    if (!failed.empty()) {
      ++failures;
      cases += "      <failure" + attribute("message", "the policy is violated") + ">" + escaped(failed) +
               "</failure>\n";
    }
    if (!other.empty()) cases += "      <system-out>" + escaped(other) + "</system-out>\n";
    cases += "    </testcase>\n";
  }
  for (const NotJudged& item : result.not_judged) {
    cases += "    <testcase" + attribute("name", item.file) + attribute("classname", "dockgate") +
             ">\n      <error" + attribute("message", item.reason) + "/>\n    </testcase>\n";
  }
  const std::string counts =
      attribute("tests", std::to_string(by_dockerfile.size() + result.not_judged.size())) +
      attribute("failures", std::to_string(failures)) +
      attribute("errors", std::to_string(result.not_judged.size()));
  return std::string(declaration) + "<testsuites" + counts + ">\n  <testsuite" +
         attribute("name", "dockgate") + counts + ">\n" + cases + "  </testsuite>\n</testsuites>\n";
}

}  // namespace dockgate::report
