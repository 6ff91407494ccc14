#include "facts/build_checks.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dockerfile_support.hpp"

namespace dockgate::facts {
namespace {

/// "line:column notice name" of every notice in `text`, or of those called `only`.
std::vector<std::string> notices(std::string text, std::string_view only = {}) {
  std::vector<std::string> out;
  for (const auto& fact : facts_of(std::move(text)).notices) {
    if (!only.empty() && fact.notice != only) continue;
    const auto at = fact.at.source->position(fact.at.span.begin);
    out.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + " " + fact.notice + " " +
                  fact.name);
  }
  return out;
}
using Lines = std::vector<std::string>;

TEST(BuildChecks, ACleanFileHasNone) {
  EXPECT_EQ(notices("ARG V=3\nFROM alpine:$V AS base\nENV A=1\nCMD [\"a\"]\n"), Lines{});
}

TEST(BuildChecks, CasingOfAStage) {
  EXPECT_EQ(notices("FROM alpine as Base\n"),
            (Lines{"1:13 from-as-casing as", "1:16 stage-name-casing Base"}));
  EXPECT_EQ(notices("from alpine as base\n"), Lines{});
  EXPECT_EQ(notices("From alpine as base\n", "from-as-casing"), Lines{}) << "FROM itself is mixed";
}

TEST(BuildChecks, AWordOnALaterLineIsReportedAtTheInstruction) {
  EXPECT_EQ(notices("FROM alpine \\\n  AS Base\n"), (Lines{"1:1 stage-name-casing Base"}));
  EXPECT_EQ(notices("FROM scratch\nLABEL a=1 \\\n  b=$x\n"), (Lines{"2:1 undefined-variable x"}));
}

TEST(BuildChecks, TheMajorityOfTheInstructionsDecides) {
  EXPECT_EQ(notices("FROM a\nRUN b\nrun c\n"), (Lines{"3:1 instruction-casing run"}));
  EXPECT_EQ(notices("from a\nrun b\nRUN c\n"), (Lines{"3:1 instruction-casing RUN"}));
  EXPECT_EQ(notices("FROM a\nrun b\n"), (Lines{"2:1 instruction-casing run"})) << "a tie means upper case";
  EXPECT_EQ(notices("From a\nrun b\n"), (Lines{"1:1 instruction-casing From"})) << "mixed case has no vote";
  EXPECT_EQ(notices("arg A=1\narg B=1\nFROM a\nRUN b\n"), Lines{}) << "ARG before FROM has none either";
  EXPECT_EQ(notices("FROM a\nONBUILD run b\n"), Lines{}) << "only the outer word is seen";
}

TEST(BuildChecks, AnEmptyContinuationIsReportedOnTheLastHeaderLine) {
  EXPECT_EQ(notices("FROM a\nRUN b \\\n\n\n  c \\\n  d\n"), (Lines{"6:3 empty-continuation RUN"}));
  EXPECT_EQ(notices("FROM a\nCOPY <<E \\\n\n /x\nbody\nE\n"), (Lines{"4:2 empty-continuation COPY"}));
  EXPECT_EQ(notices("FROM a\nRUN b \\\n  # note\n  c\n"), Lines{});
}

TEST(BuildChecks, LegacyFormOfENVAndLABELOnly) {
  EXPECT_EQ(notices("FROM a\nENV b c\nLABEL d e f=g\nARG h i\n"),
            (Lines{"2:5 legacy-key-value b", "3:7 legacy-key-value d"}));
}

TEST(BuildChecks, ATriggerIsReportedWhereItIsBuilt) {
  EXPECT_EQ(notices("FROM a AS b\nONBUILD ENV k v\nFROM b\n"), (Lines{"3:1 legacy-key-value k"}));
  EXPECT_EQ(notices("FROM scratch AS b\nONBUILD COPY $x /\nFROM b\n", "undefined-variable"),
            (Lines{"3:1 undefined-variable x"}));
}

TEST(BuildChecks, Descriptions) {
  EXPECT_EQ(notices("# the base\nFROM a AS b\n"), (Lines{"2:1 definition-description b"}));
  EXPECT_EQ(notices("# b is the base\nFROM a AS b\n"), Lines{});
  EXPECT_EQ(notices("# the base\nFROM a\n"), Lines{}) << "nothing to describe";
  EXPECT_EQ(notices("# note\n# b is the base\nFROM a AS b\n"), Lines{}) << "the last comment counts";
  EXPECT_EQ(notices("# two\nARG A=1 B=2\nFROM a\n"), (Lines{"2:1 definition-description <name>"}));
  EXPECT_EQ(notices("# B is second\nARG A=1 B=2\nFROM a\n"), Lines{});
}

TEST(BuildChecks, AnExperimentalCheckIsRequestedByTheFileOrTheInstruction) {
  const auto requested = [](std::string text) {
    const auto facts = facts_of(std::move(text));
    return facts.notices.size() == 1 && facts.notices[0].requested;
  };
  EXPECT_FALSE(requested("# text\nFROM a AS b\n"));
  EXPECT_TRUE(requested("# check=experimental=all\n# text\nFROM a AS b\n"));
  EXPECT_TRUE(requested("FROM x\n# check=experimental=InvalidDefinitionDescription\n# text\nARG b\n"));
  EXPECT_FALSE(requested("# check=skip=all\n# text\nFROM a AS b\n"));
}

TEST(BuildChecks, InstructionsThatAreRefusedAreLeftOut) {
  EXPECT_EQ(notices("FROM a\nENV b=c d\nFROM a as\n"), Lines{});
}

TEST(BuildChecks, InFileOrder) {
  const auto facts = facts_of("FROM a AS b\nENV c d\nRUN x\nrun y\nFROM a AS b\nMAINTAINER e\n");
  EXPECT_EQ(facts.notices.size(), 4u);
  EXPECT_TRUE(std::ranges::is_sorted(facts.notices, {}, [](const auto& n) { return n.at.span.begin; }));
}

}  // namespace
}  // namespace dockgate::facts
