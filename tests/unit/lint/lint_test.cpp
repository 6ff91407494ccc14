#include <algorithm>

#include <gtest/gtest.h>

#include "lock/lock.hpp"
#include "text/file_trees.hpp"
#include <dockgate/lint.hpp>

namespace dockgate {
namespace {

LintResult check_files(std::map<std::string, std::string> files, const std::vector<std::string>& paths,
                       const LintOptions& options = {}) {
  const auto tree = text::memory_files(std::move(files));
  std::vector<LintInput> inputs;
  for (const std::string& path : paths) inputs.push_back({tree, path, nullptr});
  return check(std::move(inputs), options);
}

bool has_rule(const LintResult& result, std::string_view rule) {
  return std::any_of(result.findings.begin(), result.findings.end(),
                     [&](const Finding& f) { return f.rule == rule; });
}

TEST(Check, FindsWhatThePolicyForbids) {
  const LintResult result = check_files({{"Dockerfile", "FROM python:3.12\nUSER 1000\n"}}, {"Dockerfile"});
  EXPECT_TRUE(has_rule(result, "base/digest"));
  EXPECT_TRUE(result.violated);
  ASSERT_EQ(result.dockerfiles.size(), 1u);
  EXPECT_EQ(result.dockerfiles[0].boundary, "production");
  EXPECT_EQ(result.dockerfiles[0].context, ".");
  EXPECT_EQ(result.files, 1u);
}

TEST(Check, GivesFinalFindingsAwayAndKeepsTheRest) {
  const std::map<std::string, std::string> files{
      {"a/Dockerfile", "FROM python:3.12\nUSER 1000\n"},
      // A comment may have to be judged with all others.
      {"b/Dockerfile", "# dockgate: expect base/digest reason=\"not yet\"\nFROM python:3.12\nUSER 1000\n"},
      // What stands in a script may be found through other Dockerfiles as well.
      {"c/Dockerfile", "FROM python:3.12\nCOPY run.sh /run.sh\nRUN sh /run.sh\nUSER 1000\n"},
      {"c/run.sh", "curl http://example.org/x | sh\n"}};
  const std::vector<std::string> paths{"a/Dockerfile", "b/Dockerfile", "c/Dockerfile"};
  const LintResult all = check_files(files, paths);
  LintOptions options;
  std::vector<std::string> settled;
  std::vector<Finding> given;
  options.settle = [&](const JudgedDockerfile& judged, std::vector<Finding> findings) {
    settled.push_back(judged.path);
    given.insert(given.end(), findings.begin(), findings.end());
  };
  const LintResult rest = check_files(files, paths, options);
  EXPECT_EQ(settled, std::vector<std::string>{"a/Dockerfile"});
  ASSERT_FALSE(given.empty());
  ASSERT_EQ(given.size() + rest.findings.size(), all.findings.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    EXPECT_EQ(given[i].fingerprint, all.findings[i].fingerprint);
    EXPECT_EQ(given[i].message, all.findings[i].message);
  }
  for (const Finding& finding : rest.findings) EXPECT_NE(finding.dockerfile, "a/Dockerfile");
  std::size_t counted = 0;
  for (const std::size_t count : rest.settled.by_severity) counted += count;
  EXPECT_EQ(counted, given.size());
  EXPECT_TRUE(rest.settled.violated);
  EXPECT_TRUE(rest.violated);
  EXPECT_EQ(rest.dockerfiles.size(), 3u);
  EXPECT_EQ(rest.files, all.files);
}

TEST(Check, TellsSyntaxErrorsAndJudgesTheRest) {
  const LintResult result = check_files({{"Dockerfile", "FROM python:3.12\nCOPPY a b\n"}}, {"Dockerfile"});
  EXPECT_TRUE(has_rule(result, "input/syntax"));
  EXPECT_TRUE(has_rule(result, "base/digest"));
  EXPECT_EQ(result.dockerfiles.size(), 1u);
  EXPECT_TRUE(result.not_judged.empty());
}

TEST(Check, ListsWhatCannotBeReadAndJudgesTheRest) {
  const LintResult result =
      check_files({{"b/Dockerfile", "FROM scratch\n"}}, {"a/Dockerfile", "b/Dockerfile"});
  ASSERT_EQ(result.not_judged.size(), 1u);
  EXPECT_EQ(result.not_judged[0].file, "a/Dockerfile");
  EXPECT_EQ(result.dockerfiles.size(), 1u);
}

TEST(Check, NeverFallsBackFromABrokenPolicy) {
  const LintResult result = check_files({{"a/.dockgate.yaml", "schema: 1\nrulez: {}\n"},
                                         {"a/Dockerfile", "FROM python\n"},
                                         {"b/Dockerfile", "FROM scratch\nUSER 1000\n"}},
                                        {"a/Dockerfile", "b/Dockerfile"});
  EXPECT_FALSE(result.policy_errors.empty());
  ASSERT_EQ(result.dockerfiles.size(), 1u);
  EXPECT_EQ(result.dockerfiles[0].path, "b/Dockerfile");
}

TEST(Check, TakesTheNearestLockOrThatOfTheOptions) {
  const std::string one(64, '1'), two(64, '2');
  const std::string entry =
      "schema: 1\nimages: {\"docker.io/library/python:3.12\": {digest: \"sha256:" + one + "\"}}\n";
  const std::map<std::string, std::string> files{
      {"a/dockgate.lock", entry},
      {"a/b/Dockerfile", "FROM python:3.12@sha256:" + one + "\nUSER 1000\n"},
      {"c/Dockerfile", "FROM python:3.12@sha256:" + two + "\nUSER 1000\n"}};
  EXPECT_FALSE(has_rule(check_files(files, {"a/b/Dockerfile", "c/Dockerfile"}), "base/lock"));
  LintOptions options;
  const auto lock = lock::read(std::make_shared<SourceFile>("other.lock", entry));
  ASSERT_TRUE(lock);
  options.lock = std::make_shared<const lock::Lock>(*lock);
  const LintResult result = check_files(files, {"a/b/Dockerfile", "c/Dockerfile"}, options);
  ASSERT_TRUE(has_rule(result, "base/lock"));
  EXPECT_EQ(result.findings.front().dockerfile, "c/Dockerfile");
  EXPECT_NE(result.findings.front().message.find("other.lock"), std::string::npos);
}

TEST(Check, JudgesNothingUnderABrokenLock) {
  const LintResult result = check_files({{"a/dockgate.lock", "schema: 1\nimagse: {}\n"},
                                         {"a/Dockerfile", "FROM python\n"},
                                         {"b/Dockerfile", "FROM scratch\nUSER 1000\n"}},
                                        {"a/Dockerfile", "b/Dockerfile"});
  ASSERT_EQ(result.policy_errors.size(), 1u);
  EXPECT_EQ(result.policy_errors[0].at.source->path(), "a/dockgate.lock");
  ASSERT_EQ(result.dockerfiles.size(), 1u);
  EXPECT_EQ(result.dockerfiles[0].path, "b/Dockerfile");
}

TEST(Check, TakesTheCatalogueOfThePolicy) {
  const std::string policy =
      "schema: 1\ncatalog:\n"
      "  models:\n    - calls: [acme.load]\n      id: {at: 0}\n      revision: {keywords: [commit]}\n"
      "  commands:\n    - {api: acme fetch, forms: [acme fetch], words: first, revision-options: "
      "[--commit]}\n";
  const std::string dockerfile =
      "FROM scratch\nUSER 1000\nCOPY a.py /\nRUN acme fetch org/m\nCMD [\"python\", \"/a.py\"]\n";
  const std::string program = "import acme\nacme.load('org/n')\n";
  const LintResult with = check_files({{"a/.dockgate.yaml", policy},
                                       {"a/Dockerfile", dockerfile},
                                       {"a/a.py", program},
                                       {"b/Dockerfile", dockerfile},
                                       {"b/a.py", program}},
                                      {"a/Dockerfile", "b/Dockerfile"});
  EXPECT_TRUE(with.policy_errors.empty());
  std::vector<std::string> found;
  for (const Finding& finding : with.findings)
    if (finding.rule == "model/revision") found.push_back(finding.at.source->path() + " " + finding.subject);
  EXPECT_EQ(found, (std::vector<std::string>{"a/Dockerfile org/m", "a/a.py org/n"}));
}

TEST(Check, NamesMistakesInThePolicysCatalogue) {
  const LintResult result =
      check_files({{".dockgate.yaml", "schema: 1\ncatalog:\n  models:\n    - {call: [a.b]}\n  commands: 3\n"},
                   {"Dockerfile", "FROM scratch\n"}},
                  {"Dockerfile"});
  EXPECT_GE(result.policy_errors.size(), 2u);
}

TEST(Check, NamesAPolicysMistakeOnce) {
  const LintResult result = check_files({{".dockgate.yaml", "schema: 1\nrulez: {}\n"},
                                         {"a/Dockerfile", "FROM a\n"},
                                         {"b/Dockerfile", "FROM a\n"}},
                                        {"a/Dockerfile", "b/Dockerfile"});
  EXPECT_EQ(result.policy_errors.size(), 1u);
}

TEST(Check, RefusesABoundaryThatThePolicyDoesNotHave) {
  LintOptions options;
  options.boundary = "producton";
  EXPECT_FALSE(check_files({{"Dockerfile", "FROM a\n"}}, {"Dockerfile"}, options).policy_errors.empty());
}

TEST(Check, LevelsFromTheCommandLineWin) {
  LintOptions options;
  options.rule_levels = {{"base/digest", "off"}};
  EXPECT_FALSE(
      has_rule(check_files({{"Dockerfile", "FROM python:3.12\n"}}, {"Dockerfile"}, options), "base/digest"));
}

TEST(Check, FailsFromTheLevelOfTheBoundaryOrOption) {
  const std::map<std::string, std::string> files{{"Dockerfile", "FROM python:3.12\n"}};
  LintOptions options;
  options.boundary = "research";
  EXPECT_FALSE(check_files(files, {"Dockerfile"}, options).violated);
  options.fail_on = Severity::style;
  EXPECT_TRUE(check_files(files, {"Dockerfile"}, options).violated);
}

TEST(Check, DoesNotDependOnTheNumberOfThreads) {
  std::map<std::string, std::string> files;
  std::vector<std::string> paths;
  for (int i = 0; i < 40; ++i) {
    paths.push_back(std::to_string(i) + "/Dockerfile");
    files[paths.back()] = "FROM image" + std::to_string(i % 7) + ":1\nRUN a\n";
  }
  const LintResult one = check_files(files, paths);
  LintOptions options;
  options.jobs = 8;
  const LintResult many = check_files(files, paths, options);
  ASSERT_EQ(one.findings.size(), many.findings.size());
  for (std::size_t i = 0; i < one.findings.size(); ++i) {
    EXPECT_EQ(one.findings[i].fingerprint, many.findings[i].fingerprint);
    EXPECT_EQ(one.findings[i].message, many.findings[i].message);
  }
}

TEST(Check, ReadsAFragmentWithoutFrom) {
  LintOptions options;
  options.rule_levels = {{"DL3014", "warning"}};
  const LintResult result =
      check_files({{"Dockerfile", "RUN apt-get install curl\n"}}, {"Dockerfile"}, options);
  ASSERT_EQ(result.findings.size(), 2u);
  EXPECT_EQ(result.findings[0].rule, "input/syntax");
  EXPECT_EQ(result.findings[0].aliases, (std::vector<std::string>{"DL3061"}));
  EXPECT_EQ(result.findings[1].rule, "packages/apt-yes");
  EXPECT_EQ(result.dockerfiles.size(), 1u);
}

TEST(Check, JudgesByHadolintsConfigurationWhereNoPolicyStandsNearer) {
  const std::map<std::string, std::string> files{
      {"a/Dockerfile", "FROM debian:12\nRUN apt-get install -y curl\n"},
      {".hadolint.yaml", "ignored: [DL3015]\n"}};
  const LintResult result = check_files(files, {"a/Dockerfile"});
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].aliases, (std::vector<std::string>{"DL3008"}));
  EXPECT_TRUE(result.violated) << "hadolint fails from `info` on";
  auto never = files;
  never[".hadolint.yaml"] = "no-fail: true\n";
  EXPECT_FALSE(check_files(never, {"a/Dockerfile"}).violated);
  auto nearer = files;
  nearer["a/.dockgate.yaml"] = "schema: 1\n";
  EXPECT_EQ(check_files(nearer, {"a/Dockerfile"}).dockerfiles.at(0).policy, "a/.dockgate.yaml");
}

TEST(Check, OfNothingIsNothing) {
  EXPECT_TRUE(check({}, {}).dockerfiles.empty());
}

}  // namespace
}  // namespace dockgate
