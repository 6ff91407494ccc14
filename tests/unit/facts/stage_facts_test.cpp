#include "facts/stage_facts.hpp"

#include <gtest/gtest.h>

#include "dockerfile_support.hpp"

namespace dockgate::facts {
namespace {

std::string flags(const StageFact& fact) {
  std::string out = fact.subject + " " + fact.base + " " + fact.healthcheck;
  if (fact.final) out += " final";
  if (fact.built_on) out += " built-on";
  if (fact.copied_from) out += " copied-from";
  if (!fact.user.empty()) out += " user " + fact.user + (fact.root ? " (root)" : "");
  for (const auto& label : fact.labels) out += " " + label;
  return out;
}

std::vector<std::string> stages(const std::string& dockerfile) {
  std::vector<std::string> out;
  for (const StageFact& fact : facts_of(dockerfile).stage_facts) out.push_back(flags(fact));
  return out;
}
using Told = std::vector<std::string>;

TEST(StageFacts, KnowWhatIsBuiltOnThemAndCopiedFromThem) {
  EXPECT_EQ(stages("FROM x AS a\nFROM a AS b\nFROM y\nCOPY --from=b / /\n"),
            (Told{"a x none built-on", "b a none copied-from", "y y none final"}));
}

TEST(StageFacts, FollowHealthchecksBothWays) {
  EXPECT_EQ(stages("FROM x AS a\nFROM a AS b\nHEALTHCHECK NONE\nFROM b AS c\nFROM x AS d\n"),
            (Told{"a x later built-on", "b a own built-on", "c b base", "d x none final"}));
}

TEST(StageFacts, FollowLabelsBothWays) {
  EXPECT_EQ(stages("FROM x AS a\nLABEL l=1\nFROM a AS b\nLABEL m=1\nFROM x AS c\nLABEL n=1\n"),
            (Told{"a x none built-on l m", "b a none l m", "c x none final n"}));
}

TEST(StageFacts, HaveTheirOwnLastUser) {
  EXPECT_EQ(stages("FROM x AS a\nUSER app\nUSER 0:0\nFROM a\nARG U=app\nUSER $U\n"),
            (Told{"a x none built-on user 0:0 (root)", "a a none final user $U"}));
  EXPECT_EQ(stages("FROM x AS a\nUSER root\nFROM a\n"),
            (Told{"a x none built-on user root (root)", "a a none final"}));
}

TEST(StageFacts, KnowThePlatform) {
  const auto facts = facts_of("FROM --platform=$BUILDPLATFORM x\n");
  EXPECT_EQ(facts.stage_facts.at(0).platform, "$BUILDPLATFORM");
  EXPECT_EQ(text_at(facts.stage_facts.at(0).parts.at(1).at), "$BUILDPLATFORM");
}

TEST(CommentFacts, AreTheCommentLines) {
  const auto facts = facts_of("# one\nFROM x\n  # two three\n");
  ASSERT_EQ(facts.comments.size(), 2u);
  EXPECT_EQ(facts.comments[0].text, "one");
  EXPECT_EQ(facts.comments[1].text, "two three");
  EXPECT_EQ(line_of(facts.comments[1]), 3u);
  EXPECT_EQ(facts_of("# only\n").comments.size(), 1u);
}

}  // namespace
}  // namespace dockgate::facts
