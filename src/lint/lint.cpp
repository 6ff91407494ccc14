// The whole way for many Dockerfiles: each is judged on its own, the parts are put together in a fixed order.
#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "findings/baseline.hpp"
#include "findings/finish.hpp"
#include "lint/judge.hpp"
#include "lint/shellcheck.hpp"
#include "policy/describe.hpp"
#include "policy/exceptions.hpp"
#include "text/for_each.hpp"
#include <dockgate/lint.hpp>

namespace dockgate {

namespace {

void add_unique(std::vector<Problem>& problems, const Problem& problem) {
  const auto path = [](const Problem& p) { return p.at.source ? p.at.source->path() : std::string(); };
  const bool known = std::any_of(problems.begin(), problems.end(), [&](const Problem& other) {
    return other.message == problem.message && other.at.span == problem.at.span &&
           path(other) == path(problem);
  });
  if (!known) problems.push_back(problem);
}

/// The rules that findings name, described once each.
class RuleList {
 public:
  void add(const std::vector<Finding>& findings, const policy::Policy& policy) {
    for (const Finding& finding : findings) {
      if (rules_.contains(finding.rule)) continue;
      if (const policy::Rule* rule = policy.find_rule(finding.rule))
        rules_.emplace(finding.rule, policy::describe(*rule));
    }
  }
  /// Those that are not there yet and made by the program itself.
  void add(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      if (rules_.contains(finding.rule)) continue;
      if (const policy::Rule* rule = policy::find_builtin_rule(finding.rule))
        rules_.emplace(finding.rule, policy::describe(*rule));
    }
  }
  std::vector<RuleInfo> take() {
    std::vector<RuleInfo> list;
    for (auto& [name, rule] : rules_) list.push_back(std::move(rule));
    return list;
  }

 private:
  std::map<std::string, RuleInfo> rules_;
};

/// Exceptions that have run out or that nothing needs are judged once a policy, at the strictest boundary
/// that it was used at.
class ExceptionReview {
 public:
  void add(const lint::Judgement& part) {
    if (!part.policy || !part.dockerfile || part.policy->exceptions().empty()) return;
    auto known =
        std::find_if(uses_.begin(), uses_.end(), [&](const Use& use) { return use.policy == part.policy; });
    if (known == uses_.end()) {
      uses_.push_back({part.policy, part.boundary, part.use, {}});
      known = std::prev(uses_.end());
    } else {
      known->use.merge(part.use);
      if (part.boundary->rank > known->boundary->rank) known->boundary = part.boundary;
    }
    known->dockerfiles.insert(part.dockerfile->path);
  }
  /// `findings` have their fingerprints; those about the exceptions themselves are added.
  void finish(const LintOptions& options, text::Date today, bool whole, std::vector<Finding>& findings,
              RuleList& rules) {
    std::vector<Finding> more;
    for (Use& use : uses_) {
      policy::apply_fingerprint_exceptions(findings, *use.policy, use.dockerfiles, today, use.use);
      if (!whole) continue;
      std::vector<Finding> found = policy::exception_findings(*use.policy, *use.boundary, use.use, today);
      rules.add(found, *use.policy);
      lint::mark_failures(found, *use.boundary, options);
      std::move(found.begin(), found.end(), std::back_inserter(more));
    }
    if (more.empty()) return;
    std::move(more.begin(), more.end(), std::back_inserter(findings));
    findings::finish(findings);
  }

 private:
  struct Use {
    policy::PolicyPtr policy;
    const policy::Boundary* boundary;
    policy::ExceptionUse use;
    std::set<std::string> dockerfiles;
  };
  std::vector<Use> uses_;
};

struct UnderPolicy {
  policy::PolicyPtr policy;
  const policy::Boundary* boundary = nullptr;
};

/// Suppresses what the baseline knows, and what stood in the files earlier; what the baseline knows in vain
/// is a finding.
void apply_baselines(const LintOptions& options, const std::map<std::string, UnderPolicy>& judged,
                     text::Date today, bool whole, std::vector<Finding>& findings) {
  if (options.earlier) findings::apply_baseline(*options.earlier, findings);
  if (!options.baseline) return;
  const std::vector<bool> used = findings::apply_baseline(*options.baseline, findings);
  if (!whole) return;
  bool more = false;
  for (std::size_t i = 0; i < used.size(); ++i) {
    const findings::BaselineEntry& entry = options.baseline->entries[i];
    const auto where = judged.find(entry.dockerfile);
    if (used[i] || where == judged.end()) continue;
    Finding finding;
    finding.rule = "policy/baseline-stale";
    finding.message = "the baseline lists " + entry.rule +
                      (entry.subject.empty() ? "" : " about `" + entry.subject + "`") + " in " + entry.file +
                      ", which is gone";
    finding.at = entry.at;
    finding.dockerfile = entry.dockerfile;
    finding.subject = entry.subject;
    const auto& [policy, boundary] = where->second;
    if (!policy::apply_policy(finding, *policy, *boundary, today)) continue;
    finding.fails = finding.severity >= options.fail_on.value_or(boundary->fail_on);
    findings.push_back(std::move(finding));
    more = true;
  }
  if (more) findings::finish(findings);
}

/// Whether nothing that is put together later changes the findings of `part`.
bool is_final(const LintInput& input, const lint::Judgement& part, const LintOptions& options) {
  if (input.invocation || options.baseline || options.earlier || options.part) return false;
  if (!part.policy || !part.dockerfile || !part.policy->exceptions().empty() || !part.comments.empty())
    return false;
  return std::ranges::all_of(part.findings, [&](const Finding& finding) {
    return !finding.suppressed && finding.at.source && finding.at.source->path() == part.dockerfile->path;
  });
}

/// Gives the findings of `part` away where they are final.
void settle(const LintInput& input, const LintOptions& options, lint::Judgement& part) {
  if (!options.settle || part.findings.empty() || !is_final(input, part, options)) return;
  findings::finish(part.findings);
  const findings::Counts counts = findings::count(part.findings);
  part.settled = {counts.by_severity, counts.unresolved, findings::violated(part.findings)};
  options.settle(*part.dockerfile, std::exchange(part.findings, {}));
}

void add(const SettledFindings& more, SettledFindings& all) {
  for (std::size_t i = 0; i < all.by_severity.size(); ++i) all.by_severity[i] += more.by_severity[i];
  all.unresolved += more.unresolved;
  all.violated = all.violated || more.violated;
}

bool same(const NotJudged& a, const NotJudged& b) {
  return a.file == b.file && a.at == b.at && a.reason == b.reason;
}

/// Sorted by place, each once.
void settle(std::vector<NotJudged>& list) {
  std::stable_sort(list.begin(), list.end(), [](const NotJudged& a, const NotJudged& b) {
    return std::tie(a.file, a.at.line, a.at.column, a.reason) <
           std::tie(b.file, b.at.line, b.at.column, b.reason);
  });
  list.erase(std::unique(list.begin(), list.end(), same), list.end());
}

}  // namespace

namespace lint {

LintResult put_together(const std::vector<LintInput>& inputs, std::vector<Judgement> judgements,
                        const std::vector<std::string>& failures, const LintOptions& options, bool whole) {
  LintResult result;
  std::set<std::string> files;
  RuleList rules;
  ExceptionReview exceptions;
  CommentReview comments;
  std::map<std::string, UnderPolicy> judged;  // by Dockerfile, for the baseline
  const text::Date today = text::date_from(options.today).value_or(text::Date{});
  std::size_t count = 0;
  for (const Judgement& part : judgements) count += part.findings.size();
  result.findings.reserve(count);
  result.dockerfiles.reserve(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Judgement part = std::move(judgements[i]);  // what is not taken is gone behind it
    if (!failures[i].empty()) {
      result.internal_error = true;
      result.not_judged.push_back(
          {inputs[i].tree->display_path(inputs[i].path), {}, "internal error: " + failures[i], false});
      continue;
    }
    exceptions.add(part);
    add(part.settled, result.settled);
    if (part.policy) rules.add(part.findings, *part.policy);
    if (options.baseline && part.policy && part.dockerfile) {
      UnderPolicy& known = judged[part.dockerfile->path];
      if (known.boundary == nullptr || part.boundary->rank > known.boundary->rank)
        known = {part.policy, part.boundary};
    }
    if (part.policy && part.dockerfile)
      comments.add(part.policy, *part.boundary, part.dockerfile->path, part.comments);
    if (part.dockerfile) result.dockerfiles.push_back(std::move(*part.dockerfile));
    std::move(part.findings.begin(), part.findings.end(), std::back_inserter(result.findings));
    std::move(part.not_judged.begin(), part.not_judged.end(), std::back_inserter(result.not_judged));
    for (const Problem& problem : part.policy_errors) add_unique(result.policy_errors, problem);
    files.merge(part.files);
  }
  if (whole) {
    std::vector<Finding> unneeded = comments.findings(options, today);
    std::move(unneeded.begin(), unneeded.end(), std::back_inserter(result.findings));
  }
  findings::finish(result.findings, options.jobs);
  exceptions.finish(options, today, whole, result.findings, rules);
  apply_baselines(options, judged, today, whole, result.findings);
  rules.add(result.findings);
  result.rules = rules.take();
  result.violated = findings::violated(result.findings) || result.settled.violated;
  settle(result.not_judged);
  result.files = files.size();
  return result;
}

LintResult check_with(std::vector<LintInput> inputs, const LintOptions& options,
                      std::shared_ptr<facts::ModuleCache> cache) {
  Shared shared(options, inputs.size(), false, std::move(cache));
  std::vector<NotJudged> unasked = ask_shellcheck(inputs, shared);
  std::vector<Judgement> judgements(inputs.size());
  std::atomic<std::size_t> done = 0;
  const std::vector<std::string> failures =
      text::for_each_index(inputs.size(), options.jobs, [&](std::size_t i) {
        judgements[i] = judge(inputs[i], shared);
        dockgate::settle(inputs[i], options, judgements[i]);
        inputs[i].source.reset();  // where it is still shown, the findings hold it
        if (options.progress) options.progress(++done);
      });
  LintResult result = put_together(inputs, std::move(judgements), failures, options, !options.part);
  std::move(unasked.begin(), unasked.end(), std::back_inserter(result.not_judged));
  settle(result.not_judged);
  return result;
}

}  // namespace lint

LintResult check(std::vector<LintInput> inputs, const LintOptions& options) {
  return lint::check_with(std::move(inputs), options, nullptr);
}

}  // namespace dockgate
