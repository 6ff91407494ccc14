#include "facts/dockerfile_facts.hpp"

#include <gtest/gtest.h>

#include "dockerfile_support.hpp"

namespace dockgate::facts {
namespace {

UserFact user_of(std::string text) {
  const auto facts = facts_of(std::move(text));
  EXPECT_EQ(facts.users.size(), 1u);
  return facts.users.empty() ? UserFact{} : facts.users[0];
}

TEST(UserFacts, TheLastUserOfTheShippedStageCounts) {
  auto user = user_of("FROM python:3.12 AS build\nUSER root\nFROM python:3.12\nUSER root\nUSER app\n");
  EXPECT_EQ(user.user, "app");
  EXPECT_FALSE(user.root);
  EXPECT_TRUE(user.known);
  EXPECT_EQ(line_of(user), 5u);
  user = user_of("FROM python:3.12\nUSER app\nUSER root\n");
  EXPECT_TRUE(user.root);
  EXPECT_EQ(line_of(user), 3u);
}

TEST(UserFacts, RootInEverySpelling) {
  for (const char* name : {"root", "0", "root:root", "0:0", "0:1000", "00", "+0"}) {
    EXPECT_TRUE(user_of("FROM python:3.12\nUSER " + std::string(name) + "\n").root) << name;
  }
  for (const char* name : {"app", "1000", "1000:0", "10", "rooter", "ROOT"}) {
    EXPECT_FALSE(user_of("FROM python:3.12\nUSER " + std::string(name) + "\n").root) << name;
  }
}

TEST(UserFacts, AVariableWithAValueIsJudgedByItAndOthersLeaveItOpen) {
  auto user = user_of("FROM python:3.12\nARG UID=0\nUSER $UID\n");
  EXPECT_TRUE(user.root);
  ASSERT_EQ(user.notes.size(), 1u);
  EXPECT_EQ(user.notes[0], "`UID` is `0` by its default (line 2)");
  user = user_of("FROM python:3.12\nARG UID\nUSER $UID\n");
  EXPECT_FALSE(user.known);
  EXPECT_EQ(user.missing, "UID");
}

TEST(UserFacts, WithoutUserTheBaseImageDecides) {
  EXPECT_TRUE(user_of("FROM python:3.12\n").root);
  EXPECT_TRUE(user_of("FROM scratch\n").root);
  const auto nonroot = user_of("FROM gcr.io/distroless/python3-debian12:nonroot\n");
  EXPECT_FALSE(nonroot.root);
  EXPECT_TRUE(nonroot.known);
  const auto unknown = user_of("FROM registry.example.com/base:1\n");
  EXPECT_FALSE(unknown.known);
  EXPECT_EQ(unknown.missing, "the user of `registry.example.com/base:1`");
  EXPECT_EQ(line_of(unknown), 1u);
}

TEST(UserFacts, AnEarlierStageHandsItsUserOn) {
  EXPECT_FALSE(user_of("FROM python:3.12 AS base\nUSER app\nFROM base\nRUN true\n").root);
  EXPECT_TRUE(user_of("FROM python:3.12 AS base\nRUN true\nFROM base\n").root);
}

TEST(UserFacts, NothingToJudgeWithoutAStage) {
  EXPECT_TRUE(facts_of("ARG A=1\n").users.empty());
}

TEST(InstructionFacts, KeywordTextFlagsAndKeys) {
  const auto facts = facts_of("from scratch\nCOPY --chown=a:b x \\\n  y /z/\nENV A=1 B=\"two words\"\n");
  ASSERT_EQ(facts.instructions.size(), 3u);
  EXPECT_EQ(facts.instructions[0].keyword, "FROM");
  EXPECT_EQ(facts.instructions[0].written, "from");
  const auto& copy = facts.instructions[1];
  EXPECT_EQ(copy.flags, std::vector<std::string>{"--chown=a:b"});
  EXPECT_EQ(copy.args, (std::vector<std::string>{"x", "y", "/z/"}));
  EXPECT_EQ(text_at(copy.at), "COPY --chown=a:b x \\\n  y /z/");
  EXPECT_EQ(facts.instructions[2].keys, (std::vector<std::string>{"A", "B"}));
}

TEST(InstructionFacts, ThePlaceLeavesHereDocumentsOut) {
  const auto facts = facts_of("FROM scratch\nCOPY <<EOF /a\nbody\nEOF\n");
  ASSERT_EQ(facts.instructions.size(), 2u);
  EXPECT_EQ(text_at(facts.instructions[1].at), "COPY <<EOF /a");
}

TEST(VariableFacts, ValuesAfterExpansion) {
  const auto facts = facts_of(
      "ARG G=1\nFROM scratch\nARG A=one\nENV B=\"$A two\" C='$A'\nARG D\nLABEL org.x.y=$B\nENV "
      "E=${UNKNOWN}x\n");
  ASSERT_EQ(facts.variables.size(), 7u);
  const auto& v = facts.variables;
  EXPECT_EQ(v[0].kind + v[0].name + v[0].value, "ARGG1");
  EXPECT_EQ(v[0].stage, -1);
  EXPECT_EQ(v[2].name, "B");
  EXPECT_EQ(v[2].value, "one two");
  EXPECT_EQ(v[3].value, "$A");
  EXPECT_FALSE(v[4].has_value);
  EXPECT_EQ(v[5].kind, "LABEL");
  EXPECT_EQ(v[5].name, "org.x.y");
  EXPECT_EQ(v[5].value, "one two");
  EXPECT_FALSE(v[6].known);
  EXPECT_EQ(v[6].missing, "UNKNOWN");
}

TEST(VariableFacts, AValueThatIsSetTwiceIsTheOneOfItsOwnLine) {
  const auto facts = facts_of("FROM scratch\nENV A=1\nENV A=2\n");
  ASSERT_EQ(facts.variables.size(), 2u);
  EXPECT_EQ(facts.variables[0].value, "1");
  EXPECT_EQ(facts.variables[1].value, "2");
}

TEST(DockerfileFacts, BrokenInputGivesWhatCanBeRead) {
  EXPECT_TRUE(facts_of("").images.empty());
  EXPECT_EQ(facts_of("FROM\nFROM a b c d\nFROM python:3.12\n").users.size(), 1u);
  facts_of("FROM $\nUSER\nENV\nARG\nLABEL\nCOPY --from= a b\nONBUILD\n");
  facts_of(std::string("FROM \xff\xfe\nENV \x00=\x01", 15));
}

}  // namespace
}  // namespace dockgate::facts
