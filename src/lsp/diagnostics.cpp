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

Json diagnostics(const LintResult& result, std::string_view path, const DiagnosticStyle& style) {
  Writer writer(result, style);
  Json out = Json::array();
  for (const Problem& problem : result.policy_errors) {
    if (problem.at.source && problem.at.source->path() == path) out.push_back(writer.problem(problem));
  }
  for (const Finding& finding : result.findings) {
    if (!finding.suppressed && report::file_of(finding) == path) out.push_back(writer.finding(finding));
  }
  for (const NotJudged& item : result.not_judged) {
    if (item.file == path) out.push_back(Writer::not_judged(item));
  }
  return out;
}

std::set<std::string> files_with_diagnostics(const LintResult& result, bool of_all_builds) {
  std::set<std::string> out;
  for (const Problem& problem : result.policy_errors) {
    if (problem.at.source) out.insert(problem.at.source->path());
  }
  for (const Finding& finding : result.findings) {
    const bool counts = !of_all_builds || finding.rule.starts_with("policy/");
    if (!finding.suppressed && counts) out.insert(std::string(report::file_of(finding)));
  }
  for (const NotJudged& item : result.not_judged) {
    if (!of_all_builds) out.insert(item.file);
  }
  out.erase(std::string());
  return out;
}

}  // namespace dockgate::lsp
