#include "report/fixes.hpp"

#include <algorithm>

#include "findings/finish.hpp"
#include "report/excerpt.hpp"
#include "report/json.hpp"
#include "report/json_writer.hpp"
#include "report/places.hpp"
#include "report/style.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

/// "app/load.py:11:9", of the first edit.
std::string place_of(const TriedFix& tried) {
  return tried.fix.edits.empty() ? location(tried.finding.at) : location(tried.fix.edits.front().at);
}

bool has_unsafe_fix(const Finding& finding) {
  return std::ranges::any_of(finding.fixes, [](const Fix& fix) { return !fix.safe; });
}

bool is_same(const Finding& a, const Finding& b) {
  return a.fingerprint == b.fingerprint;
}

/// What could still be done about a finding, in brackets, or "".
std::string remark_on(const Finding& finding, const FixResult& result) {
  const auto refused = std::ranges::find_if(
      result.refused, [&](const TriedFix& tried) { return is_same(tried.finding, finding); });
  if (refused != result.refused.end()) return "not fixed: " + refused->refused;
  const auto unsafe = std::ranges::find_if(finding.fixes, [](const Fix& fix) { return !fix.safe; });
  return unsafe == finding.fixes.end() ? std::string() : "--unsafe: " + unsafe->title;
}

class FixReport {
 public:
  FixReport(const FixResult& result, const ReportOptions& options, bool would)
      : result_(result), options_(options), style_(options.colour), would_(would) {}

  std::string take() {
    for (const TriedFix& made : result_.made) {
      out_ += style_.paint(Ink::strong, would_ ? "would fix" : "fixed") + "  " + place_of(made) + "  " +
              text::printable(made.finding.rule) + ": " + text::printable(made.fix.title) +
              (made.fix.safe ? "" : " (unsafe)") + "\n";
    }
    if (options_.quiet) return std::move(out_);
    for (const Finding& finding : result_.left.findings) {
      if (!finding.suppressed || options_.show_suppressed) left(finding);
    }
    for (const NotJudged& item : result_.left.not_judged) {
      out_ += style_.paint(Ink::warning, "not judged") + "  " + text::printable(item.file) + ":" +
              std::to_string(item.at.line) + ":" + std::to_string(item.at.column) + "  " +
              text::printable(item.reason) + "\n";
    }
    closing();
    return std::move(out_);
  }

 private:
  void left(const Finding& finding) {
    const std::string level = finding.suppressed ? "suppressed" : std::string(to_string(finding.severity));
    out_ += "left   " + location(finding.at) + "  " +
            style_.paint(ink_of(finding.severity), level + "[" + text::printable(finding.rule) + "]") + ": " +
            text::printable(finding.message);
    if (const std::string remark = remark_on(finding, result_); !remark.empty())
      out_ += " (" + text::printable(remark) + ")";
    out_ += "\n";
  }

  void closing() {
    const findings::Counts counts = findings::count(result_.left.findings);
    std::string line = text::counted(result_.made.size(), would_ ? "fix" : "finding");
    if (would_ && result_.made.size() != 1) line = std::to_string(result_.made.size()) + " fixes";
    line += (would_ ? " to make in " : " fixed in ") + text::counted(result_.files.size(), "file") + " · ";
    std::size_t left = 0;
    std::string words;
    for (const Severity severity : {Severity::error, Severity::warning, Severity::info, Severity::style}) {
      left += counts.of(severity);
      if (counts.of(severity) == 0) continue;
      const std::string_view name = severity == Severity::info    ? "note"
                                    : severity == Severity::style ? "style finding"
                                                                  : to_string(severity);
      words += (words.empty() ? "" : ", ") + text::counted(counts.of(severity), name);
    }
    line += left == 0 ? "nothing left" : std::to_string(left) + " left: " + words;
    const auto unsafe = std::ranges::count_if(result_.left.findings, [](const Finding& finding) {
      return !finding.suppressed && has_unsafe_fix(finding);
    });
    if (unsafe > 0) line += " · " + std::to_string(unsafe) + " with an unsafe fix, by --unsafe";
    if (counts.suppressed > 0) line += " · " + std::to_string(counts.suppressed) + " suppressed";
    out_ += line + "\n";
  }

  const FixResult& result_;
  const ReportOptions& options_;
  Style style_;
  bool would_;
  std::string out_;
};

void add_tried(JsonWriter& json, std::string_view key, const std::vector<TriedFix>& list) {
  json.key(key).begin_array();
  for (const TriedFix& tried : list) {
    const Place at = tried.fix.edits.empty() ? tried.finding.at : tried.fix.edits.front().at;
    const Position position = range_of(at).begin;
    json.begin_object().member("rule", tried.finding.rule).members("aliases", tried.finding.aliases);
    json.member("title", tried.fix.title).member("safe", tried.fix.safe);
    json.member("file", file_of(at)).member("line", position.line).member("column", position.column);
    json.member("message", tried.finding.message).member("subject", tried.finding.subject);
    json.member("dockerfile", tried.finding.dockerfile);
    if (!tried.refused.empty()) json.member("reason", tried.refused);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string fixes_text(const FixResult& result, const ReportOptions& options, bool would) {
  return FixReport(result, options, would).take();
}

std::string fixes_json(const FixResult& result, const ReportOptions& options) {
  JsonWriter json;
  json.begin_object().member("schema", "dockgate.fix/1").key("files").begin_array();
  for (const FixedFile& file : result.files) json.value(file.path);
  json.end_array();
  add_tried(json, "fixed", result.made);
  add_tried(json, "refused", result.refused);
  add_results(json, result.left, options);
  return json.end_object().take();
}

}  // namespace dockgate::report
