#include "report/markdown.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "findings/finish.hpp"
#include "report/places.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

constexpr std::size_t max_bytes = 60'000;
constexpr std::size_t max_cell = 600;

/// Marks that Markdown could read as syntax, as entities, which it does not. Outside of code, a blank of no
/// width keeps `@name` and `#1` from becoming links.
std::string literal(std::string_view text, bool code) {
  const std::string_view marks = code ? " .,;/-=+()?!%'\"{}:@#" : " .,;/-=+()?!%'\"{}";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool plain = text::is_beyond_ascii(c) || text::is_letter_or_digit(c) ||
                       marks.find(c) != std::string_view::npos ||
                       (c == ':' && text.substr(i + 1, 1) == " ");  // not of `:name:` nor of an address
    if (plain) {
      out += c;
    } else {
      out += "&#" + std::to_string(static_cast<unsigned char>(c)) + ";";
      if (!code && (c == '@' || c == '#')) out += "&#8203;";
    }
  }
  return out;
}

/// Between backquotes nothing is syntax but a backquote, and in a table a bar.
std::string code(std::string_view text) {
  const std::string shown = text::printable(text);
  const bool simple = shown.find_first_of("`|") == std::string::npos &&
                      text::trim(shown).size() == shown.size() && !shown.empty();
  if (simple) return "`" + shown + "`";
  return "<code>" + literal(shown, true) + "</code>";
}

/// A message with its backquoted names as code.
std::string words(std::string_view text) {
  std::string shown = text::printable(text);
  if (shown.size() > max_cell) {
    std::size_t end = max_cell;
    while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xc0) == 0x80) --end;
    shown = shown.substr(0, end) + "…";
  }
  std::string out;
  std::string_view rest = shown;
  while (!rest.empty()) {
    const std::size_t open = rest.find('`');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('`', open + 1);
    out += literal(rest.substr(0, close == std::string_view::npos ? rest.size() : open), false);
    if (close == std::string_view::npos) break;
    out += code(rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
  return out;
}

std::string lines(std::string_view text) {
  std::string out;
  for (const std::string_view line : text::split(text::trim(text), '\n')) {
    if (!out.empty()) out += "<br>";
    out += words(line);
  }
  return out;
}

std::string place(std::string_view file, const Position& at) {
  return code(std::string(file) + ":" + std::to_string(at.line));
}

std::string row(const Finding& finding, bool fails) {
  std::string level = finding.suppressed ? "suppressed" : std::string(to_string(finding.severity));
  if (fails) level = "**" + level + "**";
  std::string out = "| " + level + " | " + place(file_of(finding), range_of(finding.at).begin) + " | " +
                    code(finding.rule) + " " + words(finding.message);
  if (finding.verdict == Verdict::unresolved) out += " (unresolved)";
  if (!finding.help.empty()) out += "<br>" + lines(finding.help);
  if (finding.suppressed && !finding.suppressed->reason.empty())
    out += "<br>suppressed: " + words(finding.suppressed->reason);
  return out + " |\n";
}

std::string way(const Finding& finding) {
  std::string out =
      "- " + code(finding.rule) + " at " + place(file_of(finding), range_of(finding.at).begin) + "\n";
  for (const TraceStep& step : finding.trace)
    out += "  - " + place(file_of(step.at), range_of(step.at).begin) + " " + words(step.what) + "\n";
  return out;
}

std::string headline(const LintResult& result) {
  if (!result.policy_errors.empty()) return "the policy is not valid";
  if (result.violated) return "the policy is violated";
  const bool whole = std::ranges::any_of(result.not_judged, [](const NotJudged& item) { return !item.part; });
  if (whole) return "not everything could be judged";
  return result.dockerfiles.empty() ? "nothing was judged" : "the policy holds";
}

std::string summary(const LintResult& result) {
  const findings::Counts counts = findings::count(result.findings);
  std::vector<std::string> parts;
  const auto add = [&](std::size_t n, std::string_view one) {
    if (n > 0) parts.push_back(text::counted(n, one));
  };
  add(counts.of(Severity::error), "error");
  add(counts.of(Severity::warning), "warning");
  add(counts.of(Severity::info), "note");
  add(counts.of(Severity::style), "style finding");
  if (parts.empty()) parts.emplace_back("no findings");
  if (counts.unresolved > 0) parts.push_back(std::to_string(counts.unresolved) + " unresolved");
  if (counts.suppressed > 0) parts.push_back(std::to_string(counts.suppressed) + " suppressed");
  if (!result.not_judged.empty()) parts.push_back(std::to_string(result.not_judged.size()) + " not judged");
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : " · ") + part;
  return out + ", in " + text::counted(result.files, "file") + "\n";
}

}  // namespace

std::string markdown_report(const LintResult& result, const ReportOptions& options) {
  const Failures failures(result);
  std::string out = "## dockgate: " + headline(result) + "\n\n" + summary(result);
  std::vector<const Finding*> shown;
  for (const Finding& finding : result.findings) {
    if (!finding.suppressed || options.show_suppressed) shown.push_back(&finding);
  }
  // The worst first: what does not fit is what matters least.
  std::ranges::stable_sort(shown, [&](const Finding* a, const Finding* b) {
    const auto rank = [&](const Finding& f) {
      return std::tuple(!failures.contains(f), f.suppressed.has_value(), -static_cast<int>(f.severity));
    };
    return rank(*a) < rank(*b);
  });
  std::size_t rows = 0;
  if (!shown.empty()) out += "\n| level | where | what |\n|---|---|---|\n";
  for (; rows < shown.size(); ++rows) {
    std::string next = row(*shown[rows], failures.contains(*shown[rows]));
    if (out.size() + next.size() > max_bytes * 2 / 3) break;
    out += next;
  }
  if (rows < shown.size())
    out += "\n" + text::counted(shown.size() - rows, "more finding") + " left out here.\n";
  std::string ways;
  for (std::size_t i = 0; i < rows; ++i) {
    if (shown[i]->trace.empty()) continue;
    std::string next = way(*shown[i]);
    if (out.size() + ways.size() + next.size() > max_bytes * 5 / 6) break;
    ways += next;
  }
  if (!ways.empty())
    out += "\n<details><summary>From the Dockerfile to each place</summary>\n\n" + ways + "\n</details>\n";
  if (!result.not_judged.empty()) out += "\nNot judged:\n\n";
  std::size_t listed = 0;
  for (const NotJudged& item : result.not_judged) {
    std::string next = "- " + place(item.file, item.at) + " " + words(item.reason) + "\n";
    if (out.size() + next.size() > max_bytes) break;
    out += next;
    ++listed;
  }
  if (listed < result.not_judged.size())
    out += "- " + std::to_string(result.not_judged.size() - listed) + " more\n";
  for (const Problem& problem : result.policy_errors) out += "\n- " + words(problem.message) + "\n";
  return out;
}

}  // namespace dockgate::report
