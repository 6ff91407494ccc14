#include <algorithm>
#include <functional>

#include "lsp/diagnostics_internal.hpp"
#include "report/places.hpp"

namespace dockgate::lsp {

namespace {

enum class Tag : int { unnecessary = 1, deprecated = 2 };

int severity_number(Severity severity) {
  switch (severity) {
    case Severity::error:
      return 1;
    case Severity::warning:
      return 2;
    case Severity::info:
      return 3;
    case Severity::style:
      return 4;
  }
  return 1;
}

class Writer {
 public:
  Writer(const LintResult& result, const DiagnosticStyle& style)
      : result_(result), style_(style), ranges_(style.encoding) {}

  Json finding(const Finding& finding) {
    std::string message = finding.message;
    if (!finding.help.empty()) message += "\nhelp: " + finding.help;
    Json out{{"range", to_json(ranges_.of(finding.at))},
             {"severity", severity_number(finding.severity)},
             {"source", "dockgate"},
             {"code", finding.rule},
             {"message", std::move(message)},
             {"data", {{"rule", finding.rule}, {"fingerprint", finding.fingerprint}}}};
    const RuleInfo* rule = report::rule_of(result_, finding);
    if (style_.code_description && rule != nullptr && !rule->references.empty())
      out["codeDescription"] = {{"href", rule->references.front()}};
    if (style_.related) add_related(finding, out);
    const bool deprecated = finding.rule.find("deprecated") != std::string::npos ||
                            finding.rule.find("legacy") != std::string::npos;
    if (deprecated && style_.tags.contains(static_cast<int>(Tag::deprecated)))
      out["tags"] = {static_cast<int>(Tag::deprecated)};
    const bool unused = finding.rule.ends_with("-unused") || finding.rule.ends_with("-stale");
    if (unused && style_.tags.contains(static_cast<int>(Tag::unnecessary)))
      out["tags"] = {static_cast<int>(Tag::unnecessary)};
    return out;
  }

  Json problem(const Problem& problem) {
    return {{"range", to_json(ranges_.of(problem.at))},
            {"severity", 1},
            {"source", "dockgate"},
            {"code", "policy"},
            {"message", problem.message}};
  }

  static Json not_judged(const NotJudged& item) {
    // Lines are all that is needed: the whole line is marked.
    const std::uint32_t line = item.at.line - 1;
    return {{"range", to_json(EditorRange{{line, 0}, {line + 1, 0}})},
            {"severity", item.part ? 3 : 2},
            {"source", "dockgate"},
            {"code", "not-judged"},
            {"message", "not judged: " + item.reason}};
  }

 private:
  void add_related(const Finding& finding, Json& out) {
    Json related = Json::array();
    for (const TraceStep& step : finding.trace) {
      if (!step.at.source) continue;
      related.push_back(
          {{"location",
            {{"uri", style_.uri_of(step.at.source->path())}, {"range", to_json(ranges_.of(step.at))}}},
           {"message", step.what}});
    }
    if (!related.empty()) out["relatedInformation"] = std::move(related);
  }

  const LintResult& result_;
  const DiagnosticStyle& style_;
  Ranges ranges_;
};

/// A hash over what is added, in its order; of this run alone.
class State {
 public:
  explicit State(Ranges& ranges) : ranges_(ranges) {}
  State& add(std::string_view text) { return add(std::uint64_t{std::hash<std::string_view>{}(text)}); }
  State& add(std::uint64_t number) {
    value_ = (value_ ^ number) * 0x9e3779b97f4a7c15U;
    value_ ^= value_ >> 32U;
    return *this;
  }
  /// The range as the editor counts it: bytes in front may change without it, and it may change where ours
  /// does not (lone carriage returns, characters of two units).
  State& add(const Place& place) {
    if (!place.source) return add(std::string_view());
    const EditorRange range = ranges_.of(place);
    return add(place.source->path())
        .add(range.begin.line)
        .add(range.begin.character)
        .add(range.end.line)
        .add(range.end.character);
  }
  std::uint64_t value() const { return value_; }

 private:
  Ranges& ranges_;
  std::uint64_t value_ = 14695981039346656037u;
};

}  // namespace

EditorRange Ranges::of(const SourcePtr& source, Span span) {
  if (!source) return {};
  auto known = lines_.find(source);
  if (known == lines_.end()) known = lines_.emplace(source, LineIndex(source->bytes())).first;
  return known->second.range(span, encoding_);
}

EditorRange Ranges::of(const Place& place) {
  return of(place.source, place.span);
}

bool FileReport::of_all_builds() const {
  return !problems.empty() ||
         std::ranges::any_of(findings, [](const Finding* f) { return f->rule.starts_with("policy/"); });
}

FileReports reports_of(const LintResult& result) {
  FileReports out;
  const auto of = [&](std::string_view path) -> FileReport& {
    const auto known = out.find(path);
    return known != out.end() ? known->second : out.emplace(path, FileReport{}).first->second;
  };
  for (const Problem& problem : result.policy_errors) {
    if (problem.at.source) of(problem.at.source->path()).problems.push_back(&problem);
  }
  for (const Finding& finding : result.findings) {
    const std::string_view path = report::file_of(finding);
    if (!finding.suppressed && !path.empty()) of(path).findings.push_back(&finding);
  }
  for (const NotJudged& item : result.not_judged) {
    if (!item.file.empty()) of(item.file).not_judged.push_back(&item);
  }
  return out;
}

std::uint64_t state_of(const FileReport* report, Ranges& ranges) {
  if (report == nullptr) return 0;
  State state(ranges);
  for (const Problem* problem : report->problems) state.add(problem->message).add(problem->at);
  for (const Finding* finding : report->findings) {
    state.add(finding->rule)
        .add(finding->message)
        .add(finding->help)
        .add(finding->fingerprint)
        .add(finding->at);
    state.add(static_cast<std::uint64_t>(finding->severity));
    for (const TraceStep& step : finding->trace) state.add(step.what).add(step.at);
  }
  for (const NotJudged* item : report->not_judged)
    state.add(item->reason).add(item->at.line).add(static_cast<std::uint64_t>(item->part));
  return state.value();
}

Json diagnostics(const LintResult& result, const FileReport* report, const DiagnosticStyle& style) {
  Json out = Json::array();
  if (report == nullptr) return out;
  Writer writer(result, style);
  for (const Problem* problem : report->problems) out.push_back(writer.problem(*problem));
  for (const Finding* finding : report->findings) out.push_back(writer.finding(*finding));
  for (const NotJudged* item : report->not_judged) out.push_back(Writer::not_judged(*item));
  return out;
}

}  // namespace dockgate::lsp
