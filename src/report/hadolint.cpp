#include "report/hadolint.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "report/json_writer.hpp"
#include "report/places.hpp"
#include "report/platforms.hpp"
#include "report/sarif.hpp"
#include "report/style.hpp"
#include "report/xml.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

bool is_code(std::string_view name) {
  return name.size() > 2 && (name.starts_with("DL") || name.starts_with("SC")) &&
         name.find_first_not_of("0123456789", 2) == std::string_view::npos;
}

/// Puts the paths that are shown in the place of the real ones.
class Renamed {
 public:
  using Shown = std::function<std::string(const std::string&)>;
  explicit Renamed(const Shown& shown) : shown_(shown) {}

  void operator()(Place& place) {
    if (!place.source) return;
    auto& renamed = sources_[place.source];
    if (!renamed) {
      const std::string path = shown_(place.source->path());
      renamed = path == place.source->path()
                    ? place.source
                    : std::make_shared<SourceFile>(path, std::string(place.source->bytes()));
    }
    place.source = renamed;
  }

  void operator()(Finding& finding) {
    (*this)(finding.at);
    for (TraceStep& step : finding.trace) (*this)(step.at);
    for (Fix& fix : finding.fixes)
      for (Edit& edit : fix.edits) (*this)(edit.at);
    finding.dockerfile = shown_(finding.dockerfile);
  }

 private:
  const Shown& shown_;
  std::map<SourcePtr, SourcePtr> sources_;
};

std::string json_array(const LintResult& result, const ReportOptions&) {
  JsonWriter json(true);
  json.begin_array();
  for (const Finding& finding : result.findings) {
    const Position at = range_of(finding.at).begin;
    json.begin_object().member("code", finding.rule).member("column", at.column);
    json.member("file", file_of(finding)).member("level", to_string(finding.severity));
    json.member("line", at.line).member("message", finding.message).end_object();
  }
  return json.end_array().take();
}

std::string tty(const LintResult& result, const ReportOptions& options) {
  const Style style(options.colour);
  std::string out;
  for (const Finding& finding : result.findings) {
    const std::string level = style.paint(ink_of(finding.severity), to_string(finding.severity));
    out += text::printable(file_of(finding)) + ":" + std::to_string(range_of(finding.at).begin.line) + " " +
           text::printable(finding.rule) + " " + level + ": " + text::printable(finding.message) + "\n";
  }
  return out;
}

std::string gnu(const LintResult& result, const ReportOptions&) {
  std::string out;
  for (const Finding& finding : result.findings) {
    out += "hadolint:" + text::printable(file_of(finding)) + ":" +
           std::to_string(range_of(finding.at).begin.line) + ": " + text::printable(finding.rule) + " " +
           std::string(to_string(finding.severity)) + ": " + text::printable(finding.message) + "\n";
  }
  return out;
}

constexpr std::array<Format, 10> hadolint_table{{
    {"tty", "a line a finding", tty},
    {"json", "one array", json_array},
    {"checkstyle", "Checkstyle XML", checkstyle_report},
    {"codeclimate", "issues of Code Climate, each ended by a zero byte", codeclimate_report},
    {"gitlab_codeclimate", "Code Quality report of GitLab", gitlab_report},
    {"gnu", "a line a finding, as GNU programs have it", gnu},
    {"codacy", "results of Codacy, an object a line", codacy_report},
    {"sonarqube", "generic issues of SonarQube", sonarqube_report},
    {"sarif", "SARIF 2.1.0", sarif_report},
    {"junit", "JUnit XML", junit_report},
}};

}  // namespace

LintResult as_hadolint(const LintResult& result,
                       const std::function<std::string(const std::string&)>& shown) {
  LintResult out = result;
  out.findings.clear();
  out.not_judged.clear();
  out.skipped.clear();
  Renamed rename(shown);
  std::map<std::string, RuleInfo> rules;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed) continue;
    std::vector<std::string> codes;
    std::ranges::copy_if(finding.aliases, std::back_inserter(codes), is_code);
    if (codes.empty()) codes.push_back(finding.rule);
    for (const std::string& code : codes) {
      Finding& named = out.findings.emplace_back(finding);
      named.rule = code;
      named.aliases.clear();
      // ShellCheck's message begins with the code, for readers who do not see it elsewhere.
      if (named.message.starts_with(code + ": ")) named.message.erase(0, code.size() + 2);
      rename(named);
      if (const RuleInfo* info = rule_of(result, finding)) {
        RuleInfo& known = rules.try_emplace(code, *info).first->second;
        known.name = code;
        known.aliases.clear();
      }
    }
  }
  out.rules.clear();
  for (auto& [code, info] : rules) out.rules.push_back(std::move(info));
  for (JudgedDockerfile& judged : out.dockerfiles) judged.path = shown(judged.path);
  return out;
}

std::span<const Format> hadolint_formats() {
  return hadolint_table;
}

const Format* find_hadolint_format(std::string_view name) {
  const auto* format = std::ranges::find(hadolint_table, name, &Format::name);
  return format == hadolint_table.end() ? nullptr : format;
}

}  // namespace dockgate::report
