#include <algorithm>
#include <functional>

#include "lsp/diagnostics_internal.hpp"
#include "report/json_writer.hpp"
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

/// Writes text at once: a tree of values takes several times as long.
class Writer {
 public:
  Writer(const LintResult& result, const DiagnosticStyle& style, Ranges& ranges)
      : result_(result), style_(style), ranges_(ranges) {
    json_.begin_array();
  }

  void finding(const Finding& finding) {
    begin(ranges_.of(finding.at), severity_number(finding.severity), finding.rule);
    json_.member("message",
                 finding.help.empty() ? finding.message : finding.message + "\nhelp: " + finding.help);
    json_.key("data").begin_object().member("rule", finding.rule);
    json_.member("fingerprint", finding.fingerprint).end_object();
    const RuleInfo* rule = report::rule_of(result_, finding);
    if (style_.code_description && rule != nullptr && !rule->references.empty())
      json_.key("codeDescription").begin_object().member("href", rule->references.front()).end_object();
    if (style_.related) add_related(finding);
    add_tags(finding.rule);
    json_.end_object();
  }

  void problem(const Problem& problem) {
    begin(ranges_.of(problem.at), 1, "policy");
    json_.member("message", problem.message).end_object();
  }

  void not_judged(const NotJudged& item) {
    // Lines are all that is needed: the whole line is marked.
    const std::uint32_t line = item.at.line - 1;
    begin({{line, 0}, {line + 1, 0}}, item.part ? 3 : 2, "not-judged");
    json_.member("message", "not judged: " + item.reason).end_object();
  }

  std::string take() {
    std::string out = json_.end_array().take();
    out.pop_back();  // the line end
    return out;
  }

 private:
  void begin(EditorRange range, int severity, std::string_view code) {
    json_.begin_object();
    add_range(range);
    json_.member("severity", severity).member("source", "dockgate").member("code", code);
  }

  void add_range(EditorRange range) {
    const auto add = [&](std::string_view name, EditorPosition at) {
      json_.key(name).begin_object().member("line", at.line).member("character", at.character).end_object();
    };
    json_.key("range").begin_object();
    add("start", range.begin);
    add("end", range.end);
    json_.end_object();
  }

  void add_related(const Finding& finding) {
    const auto has_place = [](const TraceStep& step) { return step.at.source != nullptr; };
    if (std::ranges::none_of(finding.trace, has_place)) return;
    json_.key("relatedInformation").begin_array();
    for (const TraceStep& step : finding.trace) {
      if (!has_place(step)) continue;
      json_.begin_object().key("location").begin_object();
      json_.member("uri", style_.uri_of(step.at.source->path()));
      add_range(ranges_.of(step.at));
      json_.end_object().member("message", step.what).end_object();
    }
    json_.end_array();
  }

  void add_tags(std::string_view rule) {
    const auto has = [&](Tag tag) { return style_.tags.contains(static_cast<int>(tag)); };
    const bool deprecated = has(Tag::deprecated) && (rule.find("deprecated") != std::string_view::npos ||
                                                     rule.find("legacy") != std::string_view::npos);
    const bool unused = has(Tag::unnecessary) && (rule.ends_with("-unused") || rule.ends_with("-stale"));
    if (!deprecated && !unused) return;
    json_.key("tags").begin_array();
    json_.value(static_cast<int>(unused ? Tag::unnecessary : Tag::deprecated)).end_array();
  }

  const LintResult& result_;
  const DiagnosticStyle& style_;
  Ranges& ranges_;
  report::JsonWriter json_{true};
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

std::string diagnostics(const LintResult& result, const FileReport* report, const DiagnosticStyle& style,
                        Ranges& ranges) {
  if (report == nullptr) return "[]";
  Writer writer(result, style, ranges);
  for (const Problem* problem : report->problems) writer.problem(*problem);
  for (const Finding* finding : report->findings) writer.finding(*finding);
  for (const NotJudged* item : report->not_judged) writer.not_judged(*item);
  return writer.take();
}

}  // namespace dockgate::lsp
