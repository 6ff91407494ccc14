#pragma once
// The examples of rules as runs.

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "cli/shellcheck.hpp"
#include "findings/baseline.hpp"
#include "lint/discover.hpp"
#include "lint/gate.hpp"
#include "policy/rule.hpp"
#include "text/file_trees.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::test {

/// Whether the built-in policy has `rule` off everywhere.
inline bool is_off(const policy::Rule& rule) {
  return std::ranges::all_of(rule.severities, [](const auto& each) { return each.severity < 0; });
}

using Files = std::map<std::string, std::string>;

inline Files files_of(const policy::Example& example) {
  Files files;
  for (const auto& file : example.files) files[std::string(file.path)] = file.text;
  return files;
}

/// What is judged, and how.
struct Setup {
  std::shared_ptr<const FileTree> tree;
  std::vector<LintInput> inputs;
  LintOptions options;
};

/// An example with `files`. A rule that is off is turned on for its own.
inline Setup setup_of(const policy::Example& example, const Files& files,
                      const policy::Rule* rule = nullptr) {
  Setup setup;
  LintOptions& options = setup.options;
  options.boundary = example.boundary.empty() ? "production" : example.boundary;
  options.today = "2026-01-01";
  static const auto shellcheck = cli::shellcheck_runner("/usr/local/bin:/usr/bin:/bin");
  EXPECT_TRUE(shellcheck) << "script/setup --test installs ShellCheck";
  options.shellcheck = shellcheck;
  for (const std::string_view argument : example.build_args) {
    const auto equals = argument.find('=');
    options.build_args.emplace_back(argument.substr(0, equals), argument.substr(equals + 1));
  }
  // A baseline is an option of a run, which an example shows as a file.
  if (const auto baseline = files.find(".dockgate-baseline.json"); baseline != files.end()) {
    const auto read =
        findings::read_baseline(std::make_shared<SourceFile>(baseline->first, baseline->second));
    EXPECT_TRUE(read) << "the example's baseline cannot be read";
    if (read) options.baseline = std::make_shared<const findings::Baseline>(*read);
  }
  // At the highest level, so that a clause that has less shows its own.
  if (rule != nullptr && is_off(*rule)) options.rule_levels = {{std::string(rule->name), "error"}};
  setup.tree = text::memory_files(files);
  // An example with a compose or bake file shows what that asks for.
  const bool asked = files.contains("compose.yaml") || files.contains("docker-bake.hcl");
  setup.inputs = {{setup.tree, "Dockerfile", nullptr}};
  if (asked) setup.inputs = lint::discover(setup.tree, "").inputs;
  return setup;
}

/// What a run says of an example.
inline LintResult judged(const policy::Example& example, const policy::Rule* rule = nullptr) {
  Setup setup = setup_of(example, files_of(example), rule);
  // What the gate alone says is shown by the gate.
  const bool gated = rule != nullptr && rule->name.starts_with("manifest/");
  LintResult result = gated ? lint::gate(std::move(setup.inputs), setup.options, {}).lint
                            : check(std::move(setup.inputs), setup.options);
  for (const Problem& problem : result.policy_errors)
    ADD_FAILURE() << "the example's policy: " << problem.message;
  EXPECT_FALSE(result.internal_error);
  return result;
}

}  // namespace dockgate::test
