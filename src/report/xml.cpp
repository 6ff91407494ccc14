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
          if (point.value >= 0x7f && point.value < 0xa0) {  // controls, which a terminal would act upon
            out += "&#" + std::to_string(point.value) + ";";
          } else {
            out += text.substr(0, point.length);
          }
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
  std::map<std::string_view, std::string> files;  // each with its elements; judged ones also without any
  for (const JudgedDockerfile& judged : result.dockerfiles) files[judged.path];
  const auto add = [&](std::string_view file, const Position& at, std::string_view level,
                       std::string_view message, std::string_view source) {
    files[file] += "    <error" + attribute("line", std::to_string(at.line)) +
                   attribute("column", std::to_string(at.column)) + attribute("severity", level) +
                   attribute("message", message) + attribute("source", source) + "/>\n";
  };
  for (const Finding& finding : result.findings) {
    if (finding.suppressed && !options.show_suppressed) continue;
    // A report knows error, warning and info.
    const bool info = finding.suppressed || finding.severity == Severity::style;
    const std::string_view level = info ? "info" : to_string(finding.severity);
    // A name without a category is one of another tool's, whose readers know it so.
    const bool ours = finding.rule.find('/') != std::string::npos;
    add(file_of(finding), range_of(finding.at).begin, level,
        (finding.suppressed ? "suppressed: " : "") + finding.message,
        (ours ? "dockgate." : "") + finding.rule);
  }
  for (const NotJudged& item : result.not_judged)
    add(item.file, item.at, item.part ? "info" : "warning", "not judged: " + item.reason,
        "dockgate.not-judged");
  std::string out(declaration);
  out += "<checkstyle version=\"4.3\">\n";
  for (const auto& [file, elements] : files)
    out += "  <file" + attribute("name", file) + ">\n" + elements + "  </file>\n";
  return out + "</checkstyle>\n";
}

namespace {

/// The cases of one Dockerfile.
struct Suite {
  std::string cases;
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(std::string_view file, std::string_view name, std::string_view inside) {
    ++tests;
    cases += "    <testcase" + attribute("name", name) + attribute("classname", file);
    cases += inside.empty() ? "/>\n" : ">\n" + std::string(inside) + "    </testcase>\n";
  }
  std::string counts() const {
    return attribute("tests", std::to_string(tests)) + attribute("failures", std::to_string(failures)) +
           attribute("errors", std::to_string(errors)) + attribute("skipped", std::to_string(skipped));
  }
};

}  // namespace

std::string junit_report(const LintResult& result, const ReportOptions& options) {
  const Failures failures(result);
  std::map<std::string_view, Suite> suites;
  for (const JudgedDockerfile& judged : result.dockerfiles) suites[judged.path];
  for (const Finding& finding : result.findings) {
    if (finding.suppressed && !options.show_suppressed) continue;
    Suite& suite =
        suites[finding.dockerfile.empty() ? file_of(finding) : std::string_view(finding.dockerfile)];
    const Position at = range_of(finding.at).begin;
    const std::string name = finding.rule + " at " + std::string(file_of(finding)) + ":" +
                             std::to_string(at.line) + ":" + std::to_string(at.column);
    if (finding.suppressed) {
      ++suite.skipped;
      suite.add(finding.dockerfile, name,
                "      <skipped" + attribute("message", finding.suppressed->reason) + "/>\n");
    } else if (failures.contains(finding)) {
      ++suite.failures;
      suite.add(finding.dockerfile, name,
                "      <failure" + attribute("type", finding.rule) + attribute("message", finding.message) +
                    ">" + escaped(one_line(finding)) + "</failure>\n");
    } else {
      suite.add(finding.dockerfile, name,
                "      <system-out>" + escaped(one_line(finding)) + "</system-out>\n");
    }
  }
  for (const NotJudged& item : result.not_judged) {
    Suite& suite = suites[item.file];
    const std::string name =
        "judged at " + std::to_string(item.at.line) + ":" + std::to_string(item.at.column);
    if (item.part) {
      ++suite.skipped;
      suite.add(item.file, name, "      <skipped" + attribute("message", item.reason) + "/>\n");
    } else {
      ++suite.errors;
      suite.add(
          item.file, name,
          "      <error" + attribute("type", "not-judged") + attribute("message", item.reason) + "/>\n");
    }
  }
  Suite all;
  std::string out;
  for (auto& [file, suite] : suites) {
    if (suite.tests == 0) suite.add(file, "the policy holds", {});
    all.tests += suite.tests;
    all.failures += suite.failures;
    all.errors += suite.errors;
    all.skipped += suite.skipped;
    out +=
        "  <testsuite" + attribute("name", file) + suite.counts() + ">\n" + suite.cases + "  </testsuite>\n";
  }
  return std::string(declaration) + "<testsuites" + attribute("name", "dockgate") +
         attribute("tests", std::to_string(all.tests)) + attribute("failures", std::to_string(all.failures)) +
         attribute("errors", std::to_string(all.errors)) + ">\n" + out + "</testsuites>\n";
}

}  // namespace dockgate::report
