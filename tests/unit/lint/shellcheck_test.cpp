// ShellCheck over a whole run, with a stand-in for the program.
#include "lint/shellcheck.hpp"

#include <mutex>

#include <gtest/gtest.h>

#include "policy/policy.hpp"
#include "text/file_trees.hpp"

namespace dockgate {
namespace {

/// Finds the word `bad` in scripts, and counts its calls.
struct StandIn {
  std::mutex mutex;
  std::vector<std::size_t> calls;  // scripts of each
  std::string chokes_on;           // calls with a script that has it fail

  Result<std::string> operator()(const std::vector<std::string>& scripts) {
    {
      const std::lock_guard lock(mutex);
      calls.push_back(scripts.size());
    }
    std::string comments;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
      if (!chokes_on.empty() && scripts[i].find(chokes_on) != std::string::npos)
        return Result<std::string>::failure("gave up");
      const std::size_t at = scripts[i].find("bad");
      if (at == std::string::npos) continue;
      const auto line =
          std::count(scripts[i].begin(), scripts[i].begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
      const std::size_t column = at - scripts[i].rfind('\n', at);
      const std::string place = R"(,"line":)" + std::to_string(line) + R"(,"endLine":)" +
                                std::to_string(line) + R"(,"column":)" + std::to_string(column) +
                                R"(,"endColumn":)" + std::to_string(column + 3);
      comments += (comments.empty() ? "" : ",") + std::string(R"({"file":")") +
                  std::to_string(i + facts::first_shellcheck_file) + "\"" + place +
                  R"(,"level":"info","code":2086,"message":"Quote it."})";
    }
    return "{\"comments\":[" + comments + "]}";
  }
};

LintResult check_with(StandIn* program, const std::map<std::string, std::string>& files,
                      const std::string& policy = "hadolint",
                      std::vector<std::pair<std::string, std::string>> levels = {}) {
  const auto tree = text::memory_files(files);
  std::vector<LintInput> inputs;
  for (const auto& [path, text] : files)
    if (path.ends_with("Dockerfile")) inputs.push_back({tree, path, nullptr});
  LintOptions options;
  options.policy = policy.empty() ? nullptr : policy::Policy::builtin(policy);
  options.rule_levels = std::move(levels);
  if (program != nullptr)
    options.shellcheck = [program](const std::vector<std::string>& scripts, unsigned) {
      return (*program)(scripts);
    };
  return check(std::move(inputs), options);
}

/// `FILE:LINE:COLUMN severity alias`, those that a comment suppresses in brackets.
std::string issues(const LintResult& result) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.rule != "shell/shellcheck") continue;
    const Position at = finding.at.source->position(finding.at.span.begin);
    const std::string words = finding.at.source->path() + ":" + std::to_string(at.line) + ":" +
                              std::to_string(at.column) + " " + std::string(to_string(finding.severity)) +
                              " " + finding.aliases.at(0);
    out += (finding.suppressed ? "(" + words + ")" : words) + "\n";
  }
  return out;
}

TEST(ShellCheck, IsAskedOnceForAllScripts) {
  StandIn program;
  std::map<std::string, std::string> files;
  for (int i = 0; i < 90; ++i)
    files[std::to_string(i) + "/Dockerfile"] = "FROM a\nRUN x" + std::to_string(i) + "\nRUN y\n";
  files["z/Dockerfile"] = "FROM a\nRUN a \\\n && bad\n";
  EXPECT_EQ(issues(check_with(&program, files)), "z/Dockerfile:3:5 info SC2086\n");
  EXPECT_EQ(program.calls, std::vector<std::size_t>{92}) << "equal scripts once";
}

TEST(ShellCheck, IsNotAskedWhereNoPolicyWantsIt) {
  StandIn program;
  const std::map<std::string, std::string> files{{"Dockerfile", "FROM a\nRUN bad\n"}};
  EXPECT_EQ(issues(check_with(&program, files, "recommended")), "");
  EXPECT_TRUE(program.calls.empty());
  EXPECT_TRUE(check_with(nullptr, files, "recommended").not_judged.empty());
  EXPECT_EQ(issues(check_with(&program, files, "hadolint", {{"shell/shellcheck", "off"}})), "");
  EXPECT_TRUE(program.calls.empty());
}

TEST(ShellCheck, HasItsOwnLevelsBelowThatOfTheRule) {
  StandIn program;
  const std::map<std::string, std::string> files{{"Dockerfile", "FROM a\nRUN bad\n"}};
  const auto levels = [&](std::vector<std::pair<std::string, std::string>> given) {
    return issues(check_with(&program, files, "recommended", std::move(given)));
  };
  EXPECT_EQ(levels({{"shell/shellcheck", "error"}}), "Dockerfile:2:5 info SC2086\n");
  EXPECT_EQ(levels({{"shell/shellcheck", "style"}}), "Dockerfile:2:5 style SC2086\n");
  EXPECT_EQ(levels({{"shell/shellcheck", "error"}, {"SC2086", "error"}}), "Dockerfile:2:5 error SC2086\n");
  EXPECT_EQ(levels({{"sc2086", "warning"}}), "Dockerfile:2:5 warning SC2086\n") << "one code alone";
  EXPECT_EQ(levels({{"SC2046", "warning"}}), "");
  EXPECT_EQ(levels({{"shell/shellcheck", "error"}, {"SC2086", "off"}}), "");
}

TEST(ShellCheck, IsMissedInANoteOnly) {
  const LintResult result =
      check_with(nullptr, {{"a/Dockerfile", "FROM a:1\nRUN b\n"}, {"b/Dockerfile", "FROM a:1\nRUN b\n"}});
  ASSERT_EQ(result.not_judged.size(), 1u);
  EXPECT_EQ(result.not_judged[0].file, "a/Dockerfile");
  EXPECT_TRUE(result.not_judged[0].part);
  EXPECT_NE(result.not_judged[0].reason.find("ShellCheck"), std::string::npos);
  EXPECT_TRUE(check_with(nullptr, {{"Dockerfile", "FROM a:1\n"}}).not_judged.empty()) << "nothing to ask";
}

TEST(ShellCheck, ChokesOnOneScriptAlone) {
  StandIn program;
  program.chokes_on = "hang";
  const LintResult result =
      check_with(&program, {{"a/Dockerfile", "FROM a\nRUN hang\n"}, {"b/Dockerfile", "FROM a\nRUN bad\n"}});
  EXPECT_EQ(issues(result), "b/Dockerfile:2:5 info SC2086\n");
  ASSERT_EQ(result.not_judged.size(), 1u);
  EXPECT_EQ(result.not_judged[0].file, "a/Dockerfile");
  EXPECT_EQ(result.not_judged[0].at.line, 2u);
  EXPECT_TRUE(result.not_judged[0].part);
  EXPECT_EQ(program.calls, (std::vector<std::size_t>{2, 1, 1}));
}

TEST(ShellCheck, IsNotAskedForHoursByWhoMakesItHang) {
  StandIn program;
  program.chokes_on = "hang";
  std::map<std::string, std::string> files;
  for (int i = 0; i < 50; ++i)
    files[std::to_string(i) + "/Dockerfile"] = "FROM a\nRUN hang " + std::to_string(i);
  EXPECT_EQ(check_with(&program, files).not_judged.size(), 50u);
  EXPECT_LE(program.calls.size(), 10u);
}

TEST(ShellCheck, GetsNoScriptBeyondMeasure) {
  StandIn program;
  const LintResult result =
      check_with(&program, {{"Dockerfile", "FROM a\nRUN echo " + std::string(200'000, 'x') + "\nRUN bad\n"}});
  EXPECT_EQ(issues(result), "Dockerfile:3:5 info SC2086\n");
  EXPECT_EQ(result.not_judged.size(), 1u);
}

TEST(ShellCheck, IsSilencedByComments) {
  StandIn program;
  EXPECT_EQ(issues(check_with(&program, {{"Dockerfile",
                                          "FROM a\n# hadolint ignore=SC2086\nRUN bad\n"
                                          "RUN <<E\n# shellcheck disable=SC2086\nbad\nE\n"
                                          "# shellcheck disable=SC2086\nRUN x bad\n"}})),
            "(Dockerfile:3:5 info SC2086)\n(Dockerfile:6:1 info SC2086)\nDockerfile:9:7 info SC2086\n");
  // Where the policy forbids it, a directive in a script counts for nothing either.
  const LintResult strict = check_with(
      &program,
      {{".dockgate.yaml",
        "schema: 1\nboundaries: {production: {fail-on: info}}\nrules: {shell/shellcheck: error}\n"},
       {"Dockerfile", "FROM a\nRUN <<E\n# shellcheck disable=SC2086\nbad\nE\n"}},
      "");
  EXPECT_EQ(issues(strict), "Dockerfile:4:1 info SC2086\n");
}

TEST(ShellCheck, IsIgnoredByHadolintsConfiguration) {
  StandIn program;
  const auto with = [&](const std::string& config) {
    return issues(
        check_with(&program, {{".hadolint.yaml", config}, {"Dockerfile", "FROM a\nRUN bad\n"}}, ""));
  };
  EXPECT_EQ(with("failure-threshold: error\n"), "Dockerfile:2:5 info SC2086\n");
  EXPECT_EQ(with("ignored: [SC2086]\n"), "");
  EXPECT_EQ(with("override: {error: [SC2086]}\n"), "Dockerfile:2:5 error SC2086\n");
}

}  // namespace
}  // namespace dockgate
