#include "report/formats.hpp"

#include <algorithm>
#include <array>

#include "report/json.hpp"
#include "report/lines.hpp"
#include "report/markdown.hpp"
#include "report/platforms.hpp"
#include "report/sarif.hpp"
#include "report/text.hpp"
#include "report/xml.hpp"

namespace dockgate::report {

namespace {

constexpr std::array<Format, 18> table{{
    {"text", "for people, with excerpts", text_report},
    {"json", "dockgate.findings/1, one object", json_report},
    {"jsonl", "one finding a line, each a JSON object", json_lines_report},
    {"sarif", "SARIF 2.1.0", sarif_report},
    {"github", "workflow commands of GitHub Actions", github_report},
    {"gitlab", "Code Quality report of GitLab", gitlab_report},
    {"codeclimate", "issues of Code Climate, each ended by a zero byte", codeclimate_report},
    {"codacy", "results of Codacy, an object a line", codacy_report},
    {"azure", "logging commands of Azure Pipelines", azure_report},
    {"sonarqube", "generic issues of SonarQube 10.3 and later", sonarqube_report},
    {"checkstyle", "Checkstyle XML", checkstyle_report},
    {"junit", "JUnit XML, one suite a Dockerfile", junit_report},
    {"rdjson", "Reviewdog Diagnostic Format, one object", rdjson_report},
    {"rdjsonl", "Reviewdog Diagnostic Format, one line a finding", rdjson_lines_report},
    {"markdown", "for comments on changes and summaries of jobs", markdown_report},
    {"gnu", "file:line:column: level: message", gnu_report},
    {"tty", "hadolint's name of text", text_report},
    {"gitlab_codeclimate", "hadolint's name of gitlab", gitlab_report},
}};

}  // namespace

std::span<const Format> formats() {
  return table;
}

const Format* find_format(std::string_view name) {
  const auto* format =
      std::find_if(table.begin(), table.end(), [&](const Format& f) { return f.name == name; });
  return format == table.end() ? nullptr : format;
}

}  // namespace dockgate::report
