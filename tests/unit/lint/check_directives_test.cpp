// `# check=…` comments through the whole pipeline.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "policy/policy.hpp"
#include "text/file_trees.hpp"
#include <dockgate/lint.hpp>

namespace dockgate {
namespace {

struct Asked {
  std::string policy = "buildkit";
  std::string boundary = "production";
  std::vector<std::pair<std::string, std::string>> build_args;
};

/// Each finding in force as "line check severity", where it has a name of BuildKit's; suppressed ones as
/// "line check -".
std::vector<std::string> checked(const std::string& text, const Asked& asked = {}) {
  LintOptions options;
  options.policy = policy::Policy::builtin(asked.policy);
  options.boundary = asked.boundary;
  options.today = "2026-01-01";
  options.build_args = asked.build_args;
  const auto result = check({{text::memory_files({{"Dockerfile", text}}), "Dockerfile", nullptr}}, options);
  std::vector<std::string> out;
  for (const auto& finding : result.findings) {
    const std::string name = finding.aliases.empty() ? finding.rule : finding.aliases[0];
    if (asked.policy != "buildkit" && finding.aliases.empty()) continue;
    out.push_back(std::to_string(finding.at.source->line_of(finding.at.span.begin)) + " " + name + " " +
                  (finding.suppressed ? "-" : std::string(to_string(finding.severity))));
  }
  return out;
}
using Lines = std::vector<std::string>;

TEST(CheckDirectives, TheSetHoldsOnlyWhatBuildKitReports) {
  // A floating tag, an unknown maintainer, a token in a command and a user are no business of BuildKit's.
  EXPECT_EQ(checked("FROM example.com/a:latest\nRUN x --token hf_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh\n"
                    "COPY --from=Bad /a /b\n"),
            Lines{});
  EXPECT_EQ(checked("FROM scratch\nENV API_TOKEN=a\n"), (Lines{"2 SecretsUsedInArgOrEnv warning"}));
}

TEST(CheckDirectives, WhatIsRefusedIsAnErrorUnderEveryPolicy) {
  EXPECT_EQ(checked("FROM scratch\nCOPPY a /\n"), (Lines{"2 DL1000 error"}));
  EXPECT_EQ(checked("# check=skipped=all\nFROM scratch\n"), (Lines{"1 DL1000 error"}));
}

TEST(CheckDirectives, OfTheFile) {
  const std::string body = "FROM scratch as base\ncopy a /\nENV b c\n";
  EXPECT_EQ(checked(body), (Lines{"1 FromAsCasing warning", "2 ConsistentInstructionCasing warning",
                                  "3 LegacyKeyValueFormat warning"}));
  EXPECT_EQ(checked("# check=skip=FromAsCasing,ConsistentInstructionCasing\n" + body),
            (Lines{"2 FromAsCasing -", "3 ConsistentInstructionCasing -", "4 LegacyKeyValueFormat warning"}));
  EXPECT_EQ(checked("# check=skip=all\n" + body),
            (Lines{"2 FromAsCasing -", "3 ConsistentInstructionCasing -", "4 LegacyKeyValueFormat -"}));
  EXPECT_EQ(
      checked("# check=skip=FromAsCasing;error=true\n" + body),
      (Lines{"2 FromAsCasing -", "3 ConsistentInstructionCasing error", "4 LegacyKeyValueFormat error"}));
  EXPECT_EQ(checked("# check=skip=fromascasing\n" + body)[0], "2 FromAsCasing warning");
}

TEST(CheckDirectives, ABuildArgumentReplacesThem) {
  EXPECT_EQ(checked("# check=error=true\nFROM scratch as base\n",
                    {"buildkit", "production", {{"BUILDKIT_DOCKERFILE_CHECK", "skip=all"}}}),
            (Lines{"2 FromAsCasing -"}));
}

TEST(CheckDirectives, OfAnInstruction) {
  EXPECT_EQ(checked("FROM scratch\n# check=skip=UndefinedVar it comes later\nCOPY $a /\nCOPY $b /\n"),
            (Lines{"3 UndefinedVar -", "4 UndefinedVar warning"}));
  EXPECT_EQ(checked("FROM scratch AS a\n# check=skip=all\nFROM scratch AS a\n"),
            (Lines{"3 DuplicateStageName warning"}))
      << "a check of the whole file";
  EXPECT_EQ(checked("FROM scratch\n# check=error=true\nENV a b\n"),
            (Lines{"3 LegacyKeyValueFormat warning"}));
}

TEST(CheckDirectives, OfMultipleInstructionsStandsAboveTheLaterOne) {
  EXPECT_EQ(checked("FROM scratch\nCMD [\"a\"]\n# check=skip=MultipleInstructionsDisallowed\nCMD [\"b\"]\n"),
            (Lines{"2 MultipleInstructionsDisallowed -"}));
  EXPECT_EQ(checked("FROM scratch\n# check=skip=MultipleInstructionsDisallowed\nCMD [\"a\"]\nCMD [\"b\"]\n"),
            (Lines{"3 MultipleInstructionsDisallowed warning"}));
}

TEST(CheckDirectives, ExperimentalChecksAreAskedForAndNeverSkipped) {
  const std::string body = "# text\nFROM scratch AS a\n";
  EXPECT_EQ(checked(body), Lines{});
  EXPECT_EQ(checked("# check=experimental=all;skip=all\n" + body),
            (Lines{"3 InvalidDefinitionDescription warning"}));
}

TEST(CheckDirectives, AFileDoesNotLetItselfThroughTheGate) {
  const std::string text = "# check=skip=all\nFROM scratch\nARG API_TOKEN\n";
  EXPECT_EQ(checked(text, {"recommended", "production", {}}), (Lines{"3 SecretsUsedInArgOrEnv error"}))
      << "an error at production, where comments must not hide a failure";
  EXPECT_EQ(checked(text, {"recommended", "internal", {}}), (Lines{"3 SecretsUsedInArgOrEnv -"}));
}

/// Lines and subjects of policy/suppression-forbidden.
std::vector<std::string> forbidden(const std::string& text, std::string boundary = "production") {
  LintOptions options;
  options.boundary = std::move(boundary);
  options.today = "2026-01-01";
  std::vector<std::string> out;
  for (const Finding& finding :
       check({{text::memory_files({{"Dockerfile", text}}), "Dockerfile", nullptr}}, options).findings) {
    if (finding.rule == "policy/suppression-forbidden")
      out.push_back(std::to_string(finding.at.source->line_of(finding.at.span.begin)) + " " +
                    finding.subject);
  }
  return out;
}

TEST(CheckDirectives, WhatDoesNotCountIsAFindingOnceAComment) {
  const std::string end = "ARG API_TOKEN\nARG API_KEY\n";
  EXPECT_EQ(forbidden("# check=skip=all\nFROM scratch\n" + end), (Lines{"1 build/secret"}));
  EXPECT_EQ(forbidden("FROM scratch\n# check=skip=SecretsUsedInArgOrEnv\n" + end), (Lines{"2 build/secret"}));
  EXPECT_EQ(forbidden("# check=skip=all\nFROM scratch\n" + end, "internal"), Lines{});
  EXPECT_EQ(forbidden("# check=skip=FromAsCasing\nFROM scratch as a\n"), Lines{}) << "hides no failure";
}

TEST(CheckDirectives, ErrorsStayBelowTheBoundarysHighestLevel) {
  EXPECT_EQ(checked("# check=error=true\nFROM scratch\nENV a b\n", {"buildkit", "research", {}}),
            (Lines{"3 LegacyKeyValueFormat info"}));
}

}  // namespace
}  // namespace dockgate
