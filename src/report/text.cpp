#include "report/text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "findings/finish.hpp"
#include "report/excerpt.hpp"
#include "report/places.hpp"
#include "report/statistics.hpp"
#include "text/for_each.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

constexpr std::size_t shown_steps = 8;
constexpr int soon = 30;  // days in which an exception that runs out is mentioned

/// The day that "2026-12-31" names.
std::optional<std::chrono::sys_days> day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, value);
    return error == std::errc() && end == text.data() + at + size ? value : 0;
  };
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(number(0, 4))),
                                         std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::string duration(long long milliseconds) {
  if (milliseconds < 1000) return std::to_string(milliseconds) + " ms";
  return std::to_string(milliseconds / 1000) + "." + std::to_string(milliseconds % 1000 / 100) + " s";
}

/// `= name: words`; further lines of `words` are indented below the first.
void remark(std::string& out, const Style& style, std::size_t gutter, std::string_view name,
            std::string_view words) {
  const std::string indent(gutter + 1, ' ');
  out += indent + style.paint(Ink::frame, "=") + " " + style.paint(Ink::strong, name) + ": ";
  bool first = true;
  for (const std::string_view line : text::split(text::trim(words), '\n')) {
    if (!first) out += indent + std::string(name.size() + 4, ' ');
    // CI services read a command out of a line that begins with `::`.
    if (!first && text::trim(line).starts_with("::")) out += ": ";
    first = false;
    out += text::printable(line) + "\n";
  }
}

bool same_place(const Place& a, const Place& b) {
  return a.source == b.source && a.span == b.span;
}

/// The way from the Dockerfile to the finding, without steps that would show the finding itself again.
std::vector<TraceStep> way_to(const Finding& finding) {
  std::vector<TraceStep> steps;
  for (const TraceStep& step : finding.trace) {
    if (!same_place(step.at, finding.at)) steps.push_back(step);
  }
  return steps;
}

class Report {
 public:
  Report(const LintResult& result, const ReportOptions& options)
      : result_(result), options_(options), style_(options.colour) {
    for (const JudgedDockerfile& judged : result.dockerfiles) judged_.emplace(judged.path, &judged);
  }

  std::string take() {
    if (options_.statistics) {
      out_ += statistics_text(statistics(result_), style_) + "\n";
    } else {
      findings(result_.findings);
    }
    return end();
  }

  /// The same with findings that were written before, in the order of the files.
  void put(const std::vector<SettledText>& settled, const std::function<void(std::string_view)>& sink) {
    std::span<const Finding> left = result_.findings;
    for (const SettledText& text : settled) {
      const auto behind = std::ranges::find_if(
          left, [&](const Finding& finding) { return file_of(finding) > std::string_view(text.path); });
      const auto count = static_cast<std::size_t>(behind - left.begin());
      findings(left.first(count));
      left = left.subspan(count);
      sink(std::exchange(out_, {}));
      sink(text.text());
    }
    findings(left);
    sink(end());
  }

 private:
  std::string end() {
    if (!options_.quiet) {
      not_judged();
      if (options_.verbose) skipped();
      contexts();
      policies();
      closing();
    }
    return std::move(out_);
  }

  void findings(std::span<const Finding> all) {
    std::vector<std::string> parts(all.size());
    text::for_each_index_in_shares(all.size(), options_.jobs, [&](std::size_t i) {
      if (all[i].suppressed && !options_.show_suppressed) return;
      one(all[i], parts[i]);
      parts[i] += "\n";
    });
    for (std::string& part : parts) {
      out_ += part;
      part = {};
    }
  }

  void one(const Finding& finding, std::string& out) const {
    const Ink ink = finding.suppressed ? Ink::frame : ink_of(finding.severity);
    const std::string level = finding.suppressed ? "suppressed" : std::string(to_string(finding.severity));
    out += style_.paint(ink, level + "[" + text::printable(finding.rule) + "]") +
           style_.paint(Ink::strong, ": " + text::printable(finding.message)) + "\n";
    const std::vector<TraceStep> steps = way_to(finding);
    std::size_t gutter = gutter_width(finding.at);
    for (const TraceStep& step : steps) gutter = std::max(gutter, gutter_width(step.at));

    ExcerptOptions look;
    look.ink = ink;
    look.gutter = gutter;
    out += excerpt(finding.at, {}, look, style_);
    look.arrow = ":::";
    look.mark = '-';
    look.ink = Ink::frame;
    look.whole_span = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (steps.size() > shown_steps && i == shown_steps / 2) {
        const std::size_t left_out = steps.size() - shown_steps;
        out += std::string(gutter, ' ') + style_.paint(Ink::frame, "...") + " " +
               text::counted(left_out, "more step") + "\n";
        i += left_out;
      }
      out += excerpt(steps[i].at, steps[i].what, look, style_);
    }
    remarks(finding, gutter, out);
  }

  void remarks(const Finding& finding, std::size_t gutter, std::string& out) const {
    out += std::string(gutter + 1, ' ') + style_.paint(Ink::frame, "|") + "\n";
    if (finding.verdict == Verdict::unresolved) {
      remark(out, style_, gutter, "verdict", "unresolved: it could not be proven safe");
    }
    if (const JudgedDockerfile* judged = build_of(finding)) {
      std::string words = finding.boundary.empty() ? judged->boundary : finding.boundary;
      if (!judged->boundary_reason.empty()) words += ", because " + judged->boundary_reason;
      remark(out, style_, gutter, "boundary", words);
    }
    const bool elsewhere = finding.at.source && finding.at.source->path() != finding.dockerfile;
    if (!finding.dockerfile.empty() && (elsewhere || !finding.callers.empty())) {
      remark(out, style_, gutter, "build", finding.dockerfile + callers(finding));
    }
    for (const std::string& note : finding.notes) remark(out, style_, gutter, "note", note);
    if (finding.suppressed) remark(out, style_, gutter, "suppressed", suppression(*finding.suppressed));
    if (!finding.help.empty()) remark(out, style_, gutter, "help", finding.help);
    for (const Fix& fix : finding.fixes) {
      remark(out, style_, gutter, fix.safe ? "fix" : "unsafe fix", fix.title);
    }
    std::string aliases;
    for (const std::string& alias : finding.aliases) aliases += (aliases.empty() ? "" : ", ") + alias;
    if (!aliases.empty()) remark(out, style_, gutter, "also known as", aliases);
  }

  /// The build whose boundary the finding has: a Dockerfile may have several, at different boundaries.
  const JudgedDockerfile* build_of(const Finding& finding) const {
    const auto [begin, end] = judged_.equal_range(finding.dockerfile);
    const auto same = std::find_if(
        begin, end, [&](const auto& entry) { return entry.second->boundary == finding.boundary; });
    return same != end ? same->second : begin != end ? begin->second : nullptr;
  }

  /// " (compose service api, bake target api and 2 more)", or "".
  static std::string callers(const Finding& finding) {
    constexpr std::size_t shown_callers = 3;
    std::string words;
    for (std::size_t i = 0; i < finding.callers.size() && i < shown_callers; ++i) {
      words += (i == 0 ? " (" : ", ") + finding.callers[i];
    }
    if (finding.callers.size() > shown_callers)
      words += " and " + std::to_string(finding.callers.size() - shown_callers) + " more";
    return words.empty() ? words : words + ")";
  }

  static std::string suppression(const Suppression& suppressed) {
    std::string words = "by ";
    words += suppressed.by == Suppression::By::inline_comment ? "a comment"
             : suppressed.by == Suppression::By::review       ? "a review"
                                                              : std::string(to_string(suppressed.by));
    if (!suppressed.reason.empty()) words += ": " + suppressed.reason;
    if (!suppressed.owner.empty()) words += " (owner " + suppressed.owner + ")";
    if (!suppressed.expires.empty()) words += ", until " + suppressed.expires;
    return words;
  }

  void not_judged() {
    for (const NotJudged& item : result_.not_judged) {
      out_ += style_.paint(Ink::warning, "not judged") + ": " + text::printable(item.file);
      if (item.at.line > 1 || item.at.column > 1) {
        out_ += ":" + std::to_string(item.at.line) + ":" + std::to_string(item.at.column);
      }
      out_ += ": " + text::printable(item.reason) + "\n";
    }
  }

  void skipped() {
    for (const auto& [path, reason] : result_.skipped) {
      out_ += "skipped: " + text::printable(path) + ": " + text::printable(reason) + "\n";
    }
  }

  /// A context that is not the Dockerfile's folder was a choice, which a user has to be able to see; one line
  /// for all who chose it.
  void contexts() {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> choices;
    for (const JudgedDockerfile& judged : result_.dockerfiles) {
      if (!judged.context_reason.empty())
        choices[{judged.path, judged.context}].push_back(judged.context_reason);
    }
    for (const auto& [choice, reasons] : choices) {
      const auto& [path, context] = choice;
      out_ += "context of " + text::printable(path) + " is `" + text::printable(context) +
              "`: " + text::printable(reasons.front());
      if (reasons.size() > 1) out_ += ", and " + std::to_string(reasons.size() - 1) + " more";
      out_ += "\n";
    }
  }

  /// One line for each policy and boundary with the reasons; Dockerfiles are named where there are several
  /// groups.
  void policies() {
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::vector<std::string>> groups;
    for (const JudgedDockerfile& judged : result_.dockerfiles) {
      groups[{judged.policy, judged.policy_reason, judged.boundary, judged.boundary_reason}].push_back(
          judged.path);
    }
    for (const auto& [group, paths] : groups) {
      const auto& [policy, policy_reason, boundary, boundary_reason] = group;
      std::string line = "policy " + policy;
      if (!policy_reason.empty()) line += " (" + policy_reason + ")";
      line += ", boundary " + boundary;
      if (!boundary_reason.empty()) line += " (" + boundary_reason + ")";
      if (groups.size() > 1) {
        line += ": " + paths.front();
        if (paths.size() > 1) line += " and " + text::counted(paths.size() - 1, "more Dockerfile");
      }
      out_ += text::printable(line) + "\n";
    }
  }

  /// One that several services build is one.
  std::size_t dockerfiles() const {
    std::size_t count = 0;
    for (auto at = judged_.begin(); at != judged_.end(); at = judged_.upper_bound(at->first)) ++count;
    return count;
  }

  void closing() {
    findings::Counts counts = findings::count(result_.findings);
    for (std::size_t i = 0; i < counts.by_severity.size(); ++i)
      counts.by_severity[i] += result_.settled.by_severity[i];
    counts.unresolved += result_.settled.unresolved;
    std::string line =
        text::counted(dockerfiles(), "Dockerfile") + ", " + text::counted(result_.files, "file");
    line += " · ";
    std::string found;
    const auto part = [&](Severity severity, std::string_view one, std::string_view many = {}) {
      if (counts.of(severity) == 0) return;
      if (!found.empty()) found += ", ";
      found += style_.paint(ink_of(severity), text::counted(counts.of(severity), one, many));
    };
    part(Severity::error, "error");
    part(Severity::warning, "warning");
    part(Severity::info, "note");
    part(Severity::style, "style finding");
    line += found.empty() ? "no findings" : found;
    if (counts.unresolved > 0) line += " · " + std::to_string(counts.unresolved) + " unresolved";
    if (counts.suppressed > 0) line += " · " + std::to_string(counts.suppressed) + " suppressed" + expiring();
    if (!result_.not_judged.empty())
      line += " · " + std::to_string(result_.not_judged.size()) + " not judged";
    if (options_.milliseconds > 0) line += " · " + duration(options_.milliseconds);
    out_ += line + "\n";
  }

  /// " (2 until 2026-12-01, in 6 days)": of the suppressed findings, those that come back soonest.
  std::string expiring() const {
    const auto today = day(options_.today);
    if (!today) return {};
    std::string_view first;
    std::size_t count = 0;
    for (const Finding& finding : result_.findings) {
      if (!finding.suppressed) continue;
      const std::string_view expires = finding.suppressed->expires;  // of one form: order is that of time
      if (!day(expires) || (!first.empty() && expires > first)) continue;
      count = expires == first ? count + 1 : 1;
      first = expires;
    }
    if (first.empty()) return {};
    const auto left = (*day(first) - *today).count();
    if (left < 0 || left > soon) return {};
    return " (" + std::to_string(count) + " until " + std::string(first) +
           (left == 0 ? ", today)" : ", in " + text::counted(static_cast<std::size_t>(left), "day") + ")");
  }

  const LintResult& result_;
  const ReportOptions& options_;
  Style style_;
  std::multimap<std::string, const JudgedDockerfile*> judged_;  // by path
  std::string out_;
};

}  // namespace

std::string text_report(const LintResult& result, const ReportOptions& options) {
  return Report(result, options).take();
}

void text_report(const LintResult& result, const ReportOptions& options,
                 const std::vector<SettledText>& settled, const std::function<void(std::string_view)>& put) {
  Report(result, options).put(settled, put);
}

std::string problems_report(const std::vector<Problem>& problems, bool colour) {
  const Style style(colour);
  std::string out;
  for (const Problem& problem : problems) {
    out += style.paint(Ink::error, "error") +
           style.paint(Ink::strong, ": " + text::printable(problem.message)) + "\n";
    ExcerptOptions look;
    look.gutter = gutter_width(problem.at);
    out += excerpt(problem.at, {}, look, style);
  }
  return out;
}

}  // namespace dockgate::report
