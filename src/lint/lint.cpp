// The whole way for many Dockerfiles: each is judged on its own, the parts are put together in a fixed order.
#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "findings/finish.hpp"
#include "lint/for_each.hpp"
#include "lint/judge.hpp"
#include "policy/describe.hpp"
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
    if (!part.policy) return;
    const auto known =
        std::find_if(uses_.begin(), uses_.end(), [&](const Use& use) { return use.policy == part.policy; });
    if (known == uses_.end()) {
      uses_.push_back({part.policy, part.boundary, part.use});
      return;
    }
    known->use.merge(part.use);
    if (part.boundary->rank > known->boundary->rank) known->boundary = part.boundary;
  }
  void finish(const LintOptions& options, LintResult& result, RuleList& rules) const {
    const policy::Date today = policy::date_from(options.today).value_or(policy::Date{});
    for (const Use& use : uses_) {
      std::vector<Finding> found = policy::exception_findings(*use.policy, *use.boundary, use.use, today);
      result.violated = result.violated || lint::violates(found, *use.boundary, options);
      rules.add(found, *use.policy);
      std::move(found.begin(), found.end(), std::back_inserter(result.findings));
    }
  }

 private:
  struct Use {
    policy::PolicyPtr policy;
    const policy::Boundary* boundary;
    policy::ExceptionUse use;
  };
  std::vector<Use> uses_;
};

bool same(const NotJudged& a, const NotJudged& b) {
  return a.file == b.file && a.at == b.at && a.reason == b.reason;
}

}  // namespace

LintResult check(std::vector<LintInput> inputs, const LintOptions& options) {
  LintResult result;
  lint::Shared shared(options);
  std::vector<lint::Judgement> judgements(inputs.size());
  std::atomic<std::size_t> done = 0;
  std::vector<std::string> failures = lint::for_each_index(inputs.size(), options.jobs, [&](std::size_t i) {
    judgements[i] = lint::judge(inputs[i], shared);
    if (options.progress) options.progress(++done);
  });

  std::set<std::string> files;
  RuleList rules;
  ExceptionReview exceptions;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    lint::Judgement& part = judgements[i];
    if (!failures[i].empty()) {
      result.internal_error = true;
      result.not_judged.push_back(
          {inputs[i].tree->display_path(inputs[i].path), {}, "internal error: " + failures[i], false});
      continue;
    }
    if (part.dockerfile) result.dockerfiles.push_back(std::move(*part.dockerfile));
    result.violated = result.violated || part.violated;
    exceptions.add(part);
    if (part.policy) rules.add(part.findings, *part.policy);
    std::move(part.findings.begin(), part.findings.end(), std::back_inserter(result.findings));
    std::move(part.not_judged.begin(), part.not_judged.end(), std::back_inserter(result.not_judged));
    for (const Problem& problem : part.policy_errors) add_unique(result.policy_errors, problem);
    files.merge(part.files);
  }
  exceptions.finish(options, result, rules);
  result.rules = rules.take();
  findings::finish(result.findings);
  std::stable_sort(result.not_judged.begin(), result.not_judged.end(),
                   [](const NotJudged& a, const NotJudged& b) {
                     return std::tie(a.file, a.at.line, a.at.column, a.reason) <
                            std::tie(b.file, b.at.line, b.at.column, b.reason);
                   });
  result.not_judged.erase(std::unique(result.not_judged.begin(), result.not_judged.end(), same),
                          result.not_judged.end());
  result.files = files.size();
  return result;
}

}  // namespace dockgate
