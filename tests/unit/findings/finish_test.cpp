#include "findings/finish.hpp"

#include <gtest/gtest.h>

namespace dockgate::findings {
namespace {

const SourcePtr app = std::make_shared<SourceFile>("app.py", "one\ntwo\ntwo\n");
const SourcePtr dockerfile = std::make_shared<SourceFile>("Dockerfile", "FROM a\nCMD b\n");

Finding make(SourcePtr source, Span span, std::string rule, std::string subject = "s") {
  Finding finding;
  finding.at = {std::move(source), span};
  finding.rule = std::move(rule);
  finding.subject = std::move(subject);
  finding.dockerfile = "Dockerfile";
  return finding;
}

TEST(Finish, OrdersByFileLineColumnRule) {
  std::vector<Finding> findings{make(app, {4, 7}, "b/x"), make(app, {4, 7}, "a/x"), make(app, {0, 3}, "z/x"),
                                make(dockerfile, {7, 10}, "c/x")};
  finish(findings);
  ASSERT_EQ(findings.size(), 4u);
  EXPECT_EQ(findings[0].rule, "c/x");
  EXPECT_EQ(findings[1].rule, "z/x");
  EXPECT_EQ(findings[2].rule, "a/x");
  EXPECT_EQ(findings[3].rule, "b/x");
}

TEST(Finish, KeepsTheWorstOfOneCause) {
  Finding mild = make(app, {0, 3}, "a/x");
  mild.severity = Severity::info;
  Finding suppressed = make(app, {0, 3}, "a/x");
  suppressed.suppressed = Suppression{};
  Finding unsure = make(app, {0, 3}, "a/x");
  unsure.severity = Severity::warning;
  unsure.verdict = Verdict::unresolved;
  Finding sure = unsure;
  sure.verdict = Verdict::refuted;
  std::vector<Finding> findings{mild, suppressed, unsure, sure};
  finish(findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, Severity::warning);
  EXPECT_EQ(findings[0].verdict, Verdict::refuted);
  EXPECT_FALSE(findings[0].suppressed);
}

TEST(Finish, KeepsWhatDiffersInSubjectOrBuild) {
  Finding other_build = make(app, {0, 3}, "a/x");
  other_build.dockerfile = "gpu/Dockerfile";
  std::vector<Finding> findings{make(app, {0, 3}, "a/x"), make(app, {0, 3}, "a/x", "t"), other_build};
  finish(findings);
  EXPECT_EQ(findings.size(), 3u);
}

TEST(Finish, SaysTheSameOfOnePlaceOnce) {
  // A loop over packages: one command, several subjects.
  Finding first = make(app, {0, 3}, "a/x", "one");
  first.message = "asks";
  Finding second = make(app, {0, 3}, "a/x", "two");
  second.message = "asks";
  Finding named = make(app, {0, 3}, "a/x", "three");
  named.message = "three asks";
  Finding silent = make(app, {0, 3}, "a/x", "four");
  silent.message = "asks";
  silent.suppressed = Suppression{};
  std::vector<Finding> findings{first, second, named, silent};
  finish(findings);
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].subject, "four");
  EXPECT_EQ(findings[1].subject, "one");
  EXPECT_EQ(findings[2].subject, "three");
}

TEST(Finish, TellsEqualTextsApartByTheirOrder) {
  std::vector<Finding> findings{make(app, {8, 11}, "a/x"), make(app, {4, 7}, "a/x")};
  finish(findings);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_NE(findings[0].fingerprint, findings[1].fingerprint);
  std::vector<Finding> first{make(app, {4, 7}, "a/x")};
  finish(first);
  EXPECT_EQ(first[0].fingerprint, findings[0].fingerprint);
}

TEST(Count, LeavesSuppressedOnesOut) {
  Finding suppressed = make(app, {0, 3}, "a/x");
  suppressed.suppressed = Suppression{};
  Finding unsure = make(app, {4, 7}, "a/x");
  unsure.severity = Severity::info;
  unsure.verdict = Verdict::unresolved;
  const std::vector<Finding> findings{suppressed, unsure};
  const Counts counts = count(findings);
  EXPECT_EQ(counts.of(Severity::error), 0u);
  EXPECT_EQ(counts.of(Severity::info), 1u);
  EXPECT_EQ(counts.unresolved, 1u);
  EXPECT_EQ(counts.suppressed, 1u);
}

TEST(Violated, AsksForAFindingInForceThatFails) {
  Finding suppressed = make(app, {0, 3}, "a/x");
  suppressed.suppressed = Suppression{};
  suppressed.fails = true;
  Finding harmless = make(app, {4, 7}, "a/x");
  EXPECT_FALSE(violated({suppressed, harmless}));
  harmless.fails = true;
  EXPECT_TRUE(violated({suppressed, harmless}));
}

TEST(Finish, KeepsThatOneOfSeveralFails) {
  Finding strict = make(app, {0, 3}, "a/x"), lenient = strict;
  strict.fails = true;
  lenient.message = "a";  // so that it is the one that is kept
  std::vector<Finding> both{strict, lenient};
  finish(both);
  ASSERT_EQ(both.size(), 1u);
  EXPECT_TRUE(both[0].fails);
}

}  // namespace
}  // namespace dockgate::findings
