// `policy check`, `schema`, `test` and `show`: what a policy says of itself.
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/policy_text.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "lint/run_tests.hpp"
#include "policy/find_policy.hpp"
#include "policy/json_schema.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

/// The policy in the file `path`, or null once the console has been told why not.
policy::PolicyPtr load(Workspace& workspace, const std::string& path, const Options& options,
                       Console& console) {
  const Located place = workspace.locate(path);
  const auto source = place.tree->read(place.path);
  if (!source) {
    complain(console, options, text::printable(path) + ": " + std::string(to_string(source.error())));
    return nullptr;
  }
  const policy::LoadResult loaded = policy::Policy::parse(*source, place.tree.get(), place.path);
  if (loaded) return *loaded;
  complain(console, options, loaded.error());
  return nullptr;
}

/// The policy of a Dockerfile at `path`, or null once the console has been told why not.
policy::FoundPolicy find(Workspace& workspace, const std::string& path, const Options& options,
                         Console& console) {
  const Located place = workspace.locate(path);
  policy::FoundPolicy found = policy::find_policy(place.tree, place.path);
  if (!found.policy) complain(console, options, found.problems);
  return found;
}

}  // namespace

int policy_check(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  if (options.paths.empty()) {
    const policy::FoundPolicy found = find(workspace, "Dockerfile", options, console);
    if (!found.policy) return exit_invalid;
    console.out(text::printable(found.policy->title()) + " is valid (" + found.reason + ")\n");
    return exit_clean;
  }
  int code = exit_clean;
  for (const std::string& path : options.paths) {
    if (const policy::PolicyPtr policy = load(workspace, path, options, console)) {
      console.out(text::printable(policy->title()) + " is valid\n");
    } else {
      code = exit_invalid;
    }
  }
  return code;
}

int policy_schema(const Options&, Console& console) {
  console.out(policy::policy_json_schema());
  return exit_clean;
}

int policy_show(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  const std::string path = options.paths.empty() ? "Dockerfile" : options.paths.front();
  policy::PolicyPtr policy;
  if (options.policy.empty()) {
    policy = find(workspace, path, options, console).policy;
  } else {
    LintOptions lint;
    if (read_policy(options, workspace, lint, console)) policy = lint.policy;
  }
  if (!policy) return exit_invalid;
  if (!options.rule_levels.empty()) {
    const policy::LoadResult with = policy->with_levels(options.rule_levels);
    if (!with) {
      complain(console, options, with.error());
      return exit_invalid;
    }
    policy = *with;
  }
  const Located place = workspace.locate(path);
  const text::Date today = text::date_from(console.today()).value_or(text::Date{});
  console.out(policy_text(*policy, place.tree->display_path(place.path), today));
  return exit_clean;
}

int policy_test(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  std::vector<policy::PolicyPtr> policies;
  if (options.paths.empty()) {
    policies.push_back(find(workspace, "Dockerfile", options, console).policy);
  }
  for (const std::string& path : options.paths) policies.push_back(load(workspace, path, options, console));
  std::size_t count = 0, failed = 0;
  bool broken = false;
  for (const policy::PolicyPtr& policy : policies) {
    broken = broken || !policy;
    if (!policy) continue;
    for (const lint::TestOutcome& outcome : lint::run_tests(policy, console.today(), console.shellcheck())) {
      ++count;
      const bool passed = outcome.failures.empty();
      if (passed && options.quiet) continue;
      std::string line = (passed ? "ok    " : "FAIL  ") + text::printable(outcome.name);
      if (!passed && outcome.at.source) {
        line += " (" + text::printable(outcome.at.source->path()) + ":" +
                std::to_string(outcome.at.source->line_of(outcome.at.span.begin)) + ")";
      }
      for (const std::string& failure : outcome.failures) line += "\n      " + text::printable(failure);
      failed += passed ? 0 : 1;
      console.out(line + "\n");
    }
  }
  if (broken) return exit_invalid;
  if (count == 0) {
    console.error("nothing to test: the policy has no tests, and no rules of its own with examples\n");
    return exit_nothing;
  }
  console.out(text::counted(count, "test") + ", " +
              (failed == 0 ? "all pass" : std::to_string(failed) + " failed") + "\n");
  return failed == 0 || options.no_fail ? exit_clean : exit_violated;
}

}  // namespace dockgate::cli
