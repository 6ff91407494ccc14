#include "lint/run_tests.hpp"

#include <algorithm>
#include <map>

#include "policy/level.hpp"
#include "text/file_trees.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include <dockgate/fix.hpp>
#include <dockgate/lint.hpp>

namespace dockgate::lint {

namespace {

using policy::Expectation;

std::uint32_t line_of(const Finding& finding) {
  return finding.at.source ? finding.at.source->line_of(finding.at.span.begin) : 0;
}

std::string place_of(const Finding& finding, std::string_view below) {
  std::string path = finding.at.source ? finding.at.source->path() : finding.dockerfile;
  if (!below.empty() && path.starts_with(below)) path.erase(0, below.size());
  return path + ":" + std::to_string(line_of(finding));
}

bool is_of(const Finding& finding, std::string_view rule) {
  return finding.rule == rule || std::ranges::any_of(finding.aliases, [&](const std::string& alias) {
           return text::equal_ignoring_case(alias, rule);
         });
}

LintResult judge_files(const policy::PolicyPtr& policy, const std::string& path,
                       std::map<std::string, std::string> files, LintOptions options) {
  options.policy = policy;
  const auto tree = text::memory_files(std::move(files), policy->folder());
  return check({{tree, path, nullptr}}, options);
}

/// Paths of a test's files seen from the policy's folder.
std::string beside(const std::string& dockerfile, const std::string& path) {
  return text::normalize(text::join(text::parent(dockerfile), path)).value_or(path);
}

std::string words_of(const Expectation& expected) {
  std::string out = expected.rule;
  if (!expected.file.empty() || expected.line) out += " at " + expected.file;
  if (expected.line) out += (expected.file.empty() ? "line " : ":") + std::to_string(*expected.line);
  if (expected.severity) out += ", " + std::string(to_string(*expected.severity));
  if (expected.verdict) out += ", " + std::string(to_string(*expected.verdict));
  if (expected.subject) out += ", about " + *expected.subject;
  if (expected.suppressed) out += ", suppressed";
  return out;
}

std::string words_of(const Finding& finding, std::string_view below) {
  std::string out =
      finding.rule + " at " + place_of(finding, below) + ", " + std::string(to_string(finding.severity));
  if (finding.verdict == Verdict::unresolved) out += ", unresolved";
  if (!finding.subject.empty()) out += ", about " + text::printable(finding.subject);
  if (finding.suppressed) out += ", suppressed";
  return out;
}

class TestRun {
 public:
  TestRun(const policy::PolicyPtr& policy, const policy::PolicyTest& test, const std::string& today,
          const ShellCheck& shellcheck)
      : policy_(policy), test_(test) {
    outcome_.name = test.name;
    outcome_.at = test.at;
    options_.today = test.today.empty() ? today : test.today;
    options_.shellcheck = shellcheck;
    options_.target = test.target;
    options_.branch = test.branch;
    options_.build_args = test.build_args;
    below_ = policy->folder().empty() ? std::string() : policy->folder() + "/";
  }

  TestOutcome run() {
    std::map<std::string, std::string> files;
    for (const auto& [path, text] : test_.files) files[beside(test_.path, path)] = text;
    const LintResult result = judge_files(policy_, test_.path, std::move(files), options_);
    for (const NotJudged& item : result.not_judged) {
      if (!item.part) fail("could not be judged: " + item.reason);
    }
    if (result.internal_error) fail("an internal error");
    if (result.dockerfiles.size() == 1 && !test_.boundary.empty() &&
        result.dockerfiles[0].boundary != test_.boundary) {
      fail("the boundary is " + result.dockerfiles[0].boundary + ", not " + test_.boundary + ": " +
           result.dockerfiles[0].boundary_reason);
    }
    for (const Expectation& expected : test_.expect) look_for(expected, result.findings);
    for (const auto& [rule, at] : test_.absent) {
      for (const Finding& finding : result.findings) {
        if (is_of(finding, rule) && !finding.suppressed) fail("not expected: " + words_of(finding, below_));
      }
    }
    return std::move(outcome_);
  }

 private:
  void fail(std::string message) { outcome_.failures.push_back(std::move(message)); }

  bool fits(const Expectation& expected, const Finding& finding) const {
    if (!is_of(finding, expected.rule) || finding.suppressed.has_value() != expected.suppressed) return false;
    if (!expected.file.empty() || expected.line) {
      const std::string file = beside(
          test_.path, expected.file.empty() ? std::string(text::file_name(test_.path)) : expected.file);
      const std::string place = place_of(finding, below_);
      if (place.substr(0, place.rfind(':')) != file) return false;
    }
    if (expected.line && line_of(finding) != *expected.line) return false;
    if (expected.severity && finding.severity != *expected.severity) return false;
    if (expected.verdict && finding.verdict != *expected.verdict) return false;
    return !expected.subject || finding.subject == *expected.subject;
  }

  void look_for(const Expectation& expected, const std::vector<Finding>& findings) {
    if (std::ranges::any_of(findings, [&](const Finding& finding) { return fits(expected, finding); }))
      return;
    std::string near;
    for (const Finding& finding : findings) {
      if (is_of(finding, expected.rule)) near += (near.empty() ? "" : "; ") + words_of(finding, below_);
    }
    fail("expected " + words_of(expected) + "; found " + (near.empty() ? "no such finding" : near));
  }

  const policy::PolicyPtr& policy_;
  const policy::PolicyTest& test_;
  LintOptions options_;
  std::string below_;
  TestOutcome outcome_;
};

/// Where a rule that is off speaks all the same, so that its examples mean something.
policy::PolicyPtr with_rule_on(const policy::PolicyPtr& policy, const policy::Rule& rule) {
  const bool off = std::ranges::all_of(
      rule.severities, [](const policy::RuleSeverity& each) { return each.severity == policy::level_off; });
  if (!off) return policy;
  const std::vector<std::pair<std::string, std::string>> levels{{std::string(rule.name), "warning"}};
  const auto on = policy->with_levels(levels);
  return on ? *on : policy;
}

/// The files once the edits of `rule` are made, safe or not.
void check_fixed(const policy::PolicyPtr& policy, const policy::Rule& rule, const policy::Example& example,
                 LintOptions options, TestOutcome& outcome) {
  std::map<std::string, std::string> files;
  for (const auto& file : example.files) files[std::string(file.path)] = file.text;
  const auto tree = text::memory_files(files, policy->folder());
  options.policy = policy;
  FixOptions fixes;
  fixes.unsafe = true;
  fixes.wanted = [&](const Finding& finding) { return finding.rule == rule.name; };
  const FixResult result = fix_all({{tree, "Dockerfile", nullptr}}, options, fixes);
  for (const policy::Example::File& expected : example.fixed) {
    std::string text = files[std::string(expected.path)];
    for (const FixedFile& file : result.files) {
      if (file.path == tree->display_path(expected.path)) text = file.after;
    }
    if (text::trim(text) != text::trim(expected.text))
      outcome.failures.push_back(std::string(expected.path) + ", fixed, is: " + text);
  }
  for (const TriedFix& tried : result.refused)
    outcome.failures.push_back("a fix was refused: " + tried.refused);
}

TestOutcome run_example(const policy::PolicyPtr& policy, const policy::Rule& rule,
                        const policy::Example& example, std::string name, const std::string& today,
                        const ShellCheck& shellcheck) {
  TestOutcome outcome;
  outcome.name = std::string(rule.name) + ", " + std::move(name);
  if (!example.name.empty()) outcome.name += ": " + std::string(example.name);
  LintOptions options;
  options.today = today;
  options.shellcheck = shellcheck;
  options.boundary = example.boundary.empty() ? policy->strictest().name : std::string(example.boundary);
  for (const std::string_view argument : example.build_args) {
    const std::size_t equals = argument.find('=');
    options.build_args.emplace_back(argument.substr(0, equals), argument.substr(equals + 1));
  }
  std::map<std::string, std::string> files;
  for (const auto& file : example.files) files[std::string(file.path)] = file.text;
  const LintResult result = judge_files(with_rule_on(policy, rule), "Dockerfile", std::move(files), options);
  for (const Problem& problem : result.policy_errors) outcome.failures.push_back(problem.message);
  const std::string below = policy->folder().empty() ? std::string() : policy->folder() + "/";
  std::vector<std::string> found;
  for (const Finding& finding : result.findings) {
    if (finding.rule == rule.name) found.push_back(place_of(finding, below));
  }
  std::vector<std::string> expected(example.expect.begin(), example.expect.end());
  std::ranges::sort(found);
  std::ranges::sort(expected);
  const auto list = [](const std::vector<std::string>& places) {
    std::string out;
    for (const std::string& place : places) out += (out.empty() ? "" : ", ") + place;
    return out.empty() ? std::string("nothing") : out;
  };
  if (!example.fixed.empty()) check_fixed(with_rule_on(policy, rule), rule, example, options, outcome);
  if (found != expected) outcome.failures.push_back("expected " + list(expected) + "; found " + list(found));
  return outcome;
}

}  // namespace

std::vector<TestOutcome> run_tests(const policy::PolicyPtr& policy, const std::string& today,
                                   const ShellCheck& shellcheck) {
  std::vector<TestOutcome> outcomes;
  for (const policy::PolicyTest& test : policy->tests())
    outcomes.push_back(TestRun(policy, test, today, shellcheck).run());
  for (const policy::Rule& rule : policy->custom_rules()) {
    for (std::size_t i = 0; i < rule.bad.size(); ++i) {
      outcomes.push_back(
          run_example(policy, rule, rule.bad[i], "bad example " + std::to_string(i + 1), today, shellcheck));
    }
    for (std::size_t i = 0; i < rule.good.size(); ++i) {
      outcomes.push_back(run_example(policy, rule, rule.good[i], "good example " + std::to_string(i + 1),
                                     today, shellcheck));
    }
  }
  return outcomes;
}

}  // namespace dockgate::lint
