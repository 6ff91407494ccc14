// `check`, `review check`, `facts` and `policy why`: the commands that run the pipeline.
#include <algorithm>
#include <optional>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/known_findings.hpp"
#include "cli/prepare.hpp"
#include "cli/progress.hpp"
#include "cli/settled.hpp"
#include "cli/version.hpp"
#include "findings/finish.hpp"
#include "lint/shard.hpp"
#include "lint/understand.hpp"
#include "report/facts_json.hpp"
#include "report/formats.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

/// How reports look on standard output.
report::ReportOptions look_of(const Options& options, unsigned jobs, const Console& console) {
  report::ReportOptions look;
  look.colour = colour_for_output(options, console);
  look.statistics = options.statistics;
  look.jobs = jobs;
  look.version = version;
  look.today = console.today();
  look.quiet = options.quiet;
  look.verbose = options.verbose;
  look.show_suppressed = options.show_suppressed;
  return look;
}

/// exit_clean, or what to exit with when a report could not be written. `settled`: null where all findings
/// are in the result.
int write_reports(const Options& options, const LintResult& result, unsigned jobs, long long started,
                  SettledReports* settled, Console& console) {
  report::ReportOptions look = look_of(options, jobs, console);
  int code = exit_clean;
  std::vector<FormatRequest> formats = options.formats;
  if (formats.empty()) formats.push_back({"text", {}});
  for (const FormatRequest& request : formats) {
    look.colour =
        request.file.empty() ? colour_for_output(options, console) : options.colour == ColourWhen::always;
    // Only who waits for it wants to know: in files and pipes it would be a difference from run to run.
    const bool watched = request.file.empty() && console.out_is_terminal();
    look.milliseconds = watched ? console.milliseconds() - started : 0;
    if (settled != nullptr) {
      settled->report(result, look, [&](std::string_view piece) { console.out(piece); });
      continue;
    }
    const std::string text = report::find_format(request.name)->render(result, look);
    if (!put_out(request, text, options, console)) code = exit_invalid;
  }
  return code;
}

/// What `review check` speaks of: the code of models and its reviews.
void keep_reviews(LintResult& result) {
  const auto is_review = [](std::string_view rule) {
    return rule.starts_with("code/") || rule.starts_with("review/");
  };
  std::erase_if(result.findings, [&](const Finding& finding) { return !is_review(finding.rule); });
  std::erase_if(result.rules, [&](const RuleInfo& rule) { return !is_review(rule.name); });
  result.violated = findings::violated(result.findings);
}

}  // namespace

int check(const Options& options, Console& console) {
  const long long started = console.milliseconds();
  auto prepared = prepare(options, console);
  if (!prepared) return exit_invalid;
  const bool nothing = prepared->inputs.empty() && prepared->not_judged.empty();
  if (!options.shard.empty()) {
    const auto shard = lint::read_shard(options.shard);
    if (!shard) {
      complain(console, options, "--shard takes a part and how many there are, such as 2/8");
      return exit_invalid;
    }
    lint::keep_shard(prepared->inputs, *shard);
    prepared->lint.part = shard->of > 1;
  }
  if (!add_known_findings(options, *prepared, console)) return exit_invalid;
  std::optional<SettledReports> settled;
  if (SettledReports::serve(options, prepared->inputs.size())) {
    settled.emplace(look_of(options, 1, console));
    prepared->lint.settle = [&](const JudgedDockerfile& judged, std::vector<Finding> findings) {
      settled->take(judged, std::move(findings));
    };
  }
  LintResult result;
  {
    Progress progress(console, prepared->inputs.size(), options.quiet);
    prepared->lint.progress = [&](std::size_t done) { progress.report(done); };
    result = dockgate::check(std::move(prepared->inputs), prepared->lint);
  }
  if (options.command == Command::review_check) keep_reviews(result);
  add_unfound(*prepared, result.not_judged);
  result.skipped = std::move(prepared->skipped);
  if (nothing) {
    console.error("nothing to check: no Dockerfile found\n");
    for (const auto& [path, reason] : result.skipped) {
      console.error("skipped: " + text::printable(path) + ": " + text::printable(reason) + "\n");
    }
  }
  if (!result.policy_errors.empty()) complain(console, options, result.policy_errors);
  // A broken policy over everything leaves nothing to report.
  const bool empty = result.dockerfiles.empty() && result.not_judged.empty() && !result.policy_errors.empty();
  const int written = empty ? int{exit_clean}
                            : write_reports(options, result, prepared->lint.jobs, started,
                                            settled ? &*settled : nullptr, console);
  return std::max(written, exit_code_of(options, report::outcome_of(result), nothing));
}

int review_check(const Options& options, Console& console) {
  return check(options, console);
}

int facts(const Options& options, Console& console) {
  auto prepared = prepare(options, console);
  if (!prepared) return exit_invalid;
  const bool nothing = prepared->inputs.empty() && prepared->not_judged.empty();
  lint::UnderstandResult result = lint::understand_all(std::move(prepared->inputs), prepared->lint);
  add_unfound(*prepared, result.not_judged);
  std::vector<report::FactsEntry> entries;
  for (const lint::UnderstoodBuild& build : result.builds) entries.push_back({&build.facts, build.boundary});
  console.out(report::facts_json(entries));
  for (const NotJudged& item : result.not_judged) {
    console.error("not judged: " + text::printable(item.file) + ": " + text::printable(item.reason) + "\n");
  }
  if (!result.policy_errors.empty()) complain(console, options, result.policy_errors);
  if (result.internal_error) return exit_internal;
  if (!result.not_judged.empty()) return exit_not_judged;
  if (nothing) return exit_nothing;
  return result.policy_errors.empty() ? exit_clean : exit_invalid;
}

int policy_why(const Options& options, Console& console) {
  auto prepared = prepare(options, console);
  if (!prepared) return exit_invalid;
  const bool nothing = prepared->inputs.empty() && prepared->not_judged.empty();
  LintResult result = dockgate::check(std::move(prepared->inputs), prepared->lint);
  add_unfound(*prepared, result.not_judged);
  for (const JudgedDockerfile& judged : result.dockerfiles) {
    console.out(text::printable(judged.path) + "\n");
    console.out("  boundary " + text::printable(judged.boundary) + ": " +
                text::printable(judged.boundary_reason) + "\n");
    console.out("  policy   " + text::printable(judged.policy) + ": " +
                text::printable(judged.policy_reason) + "\n");
    console.out("  context  " + text::printable(judged.context));
    if (!judged.context_reason.empty()) console.out(": " + text::printable(judged.context_reason));
    console.out("\n");
  }
  for (const NotJudged& item : result.not_judged) {
    if (item.part) continue;  // says nothing about policy and boundary
    console.error("not judged: " + text::printable(item.file) + ": " + text::printable(item.reason) + "\n");
  }
  if (!result.policy_errors.empty()) complain(console, options, result.policy_errors);
  result.violated = false;
  return exit_code_of(options, report::outcome_of(result), nothing);
}

}  // namespace dockgate::cli
