// The review ledger: reading, standing of a content, writing.
#include "ledger/ledger.hpp"

#include <gtest/gtest.h>

namespace dockgate::ledger {
namespace {

const std::string one(64, '1'), two(64, '2');

auto read_text(std::string text) {
  return read(std::make_shared<SourceFile>(".dockgate-reviews.yaml", std::move(text)));
}

Review example() {
  Review review;
  review.files = {{"models/x/modeling_x.py", one, 120, "A-_9"}, {"models/x/odd \"name\".py", two, 3, ""}};
  review.repository = "acme/x";
  review.commit = std::string(40, 'a');
  review.reviewer = "Jane: \"the\" \\ Doe\n";
  review.reviewed = "2026-11-01";
  review.next_review = "2027-05-01";
  review.accepted = {{"code/network", "", "never reached: see line 3", 0},
                     {"B3*", "models/x/modeling_x.py", "harmless", 7}};
  return review;
}

TEST(Ledger, WhatIsWrittenIsRead) {
  const auto once = read_text(with_review("", example()));
  ASSERT_TRUE(once) << once.error().front().message;
  ASSERT_EQ(once->reviews.size(), 1u);
  const Review& review = once->reviews[0];
  EXPECT_EQ(review.reviewer, example().reviewer);
  ASSERT_EQ(review.files.size(), 2u);
  EXPECT_EQ(review.files[1].path, "models/x/odd \"name\".py");
  EXPECT_EQ(review.files[0].lines, 120);
  EXPECT_EQ(review.files[0].marks, "A-_9");
  EXPECT_EQ(review.commit, std::string(40, 'a'));
  EXPECT_EQ(review.accepted[0].reason, "never reached: see line 3");
  EXPECT_EQ(review.accepted[1].line, 7u);
  const auto twice = read_text(with_review(with_review("schema: 1\nreviews: []\n", example()), example()));
  ASSERT_TRUE(twice) << twice.error().front().message;
  EXPECT_EQ(twice->reviews.size(), 2u);
}

TEST(Ledger, Standing) {
  const auto ledger = read_text(with_review("", example()));
  ASSERT_TRUE(ledger);
  const std::string path = "models/x/modeling_x.py";
  EXPECT_EQ(standing(*ledger, path, one, "2026-11-02").state, State::current);
  EXPECT_EQ(standing(*ledger, path, one, "2027-05-01").state, State::current);
  EXPECT_EQ(standing(*ledger, path, one, "2027-05-02").state, State::expired);
  EXPECT_EQ(standing(*ledger, path, std::string(64, '3'), "2026-11-02").state, State::changed);
  EXPECT_EQ(standing(*ledger, "other.py", std::string(64, '3'), "2026-11-02").state, State::missing);
  EXPECT_EQ(standing(*ledger, "moved.py", one, "2026-11-02").state, State::current);
  EXPECT_EQ(standing(*ledger, path, std::string(64, '3'), "2026-11-02").file->lines, 120);
}

TEST(Ledger, OfSeveralReviewsTheLatestThatHoldsCounts) {
  Review later = example(), longer = example();
  later.reviewed = "2026-11-20";
  later.reviewer = "later";
  longer.next_review = "2028-01-01";
  longer.reviewer = "longer";
  for (const bool first : {true, false}) {
    const std::string text =
        first ? with_review(with_review("", later), longer) : with_review(with_review("", longer), later);
    const auto ledger = read_text(text);
    ASSERT_TRUE(ledger);
    EXPECT_EQ(standing(*ledger, "x", one, "2026-12-01").review->reviewer, "later");
    EXPECT_EQ(standing(*ledger, "x", one, "2027-12-01").review->reviewer, "longer");
    EXPECT_EQ(standing(*ledger, "x", one, "2027-12-01").state, State::current);
    EXPECT_EQ(standing(*ledger, "x", one, "2029-12-01").state, State::expired);
    EXPECT_EQ(standing(*ledger, example().files[0].path, std::string(64, '3'), "2026-12-01").review->reviewer,
              "later");
  }
}

TEST(Ledger, AcceptsByRuleAliasPatternAndLine) {
  const Review review = example();
  const std::string path = "models/x/modeling_x.py";
  EXPECT_NE(accepts(review, path, 3, {"code/network"}), nullptr);
  EXPECT_NE(accepts(review, path, 7, {"code/other", "B301"}), nullptr);
  EXPECT_EQ(accepts(review, path, 8, {"code/other", "B301"}), nullptr);
  EXPECT_EQ(accepts(review, "models/x/else.py", 7, {"B301"}), nullptr);
  EXPECT_EQ(accepts(review, path, 3, {"code/import"}), nullptr);
}

TEST(Ledger, PathsAreThoseFromItsFolder) {
  Ledger ledger;
  ledger.path = ".dockgate-reviews.yaml";
  EXPECT_EQ(ledger.relative("models/x.py"), "models/x.py");
  EXPECT_EQ(ledger.relative("../x.py"), "");
  ledger.path = "services/a/.dockgate-reviews.yaml";
  EXPECT_EQ(ledger.relative("services/a/x.py"), "x.py");
  EXPECT_EQ(ledger.relative("services/b/x.py"), "");
  ledger.path = "../.dockgate-reviews.yaml";
  EXPECT_EQ(ledger.relative("../models/x.py"), "models/x.py");
}

TEST(Ledger, MistakesAreLocatedAndAllReported) {
  const auto broken = read_text(
      "schema: 2\nreviews:\n  - reviewer: x\n    reviewd: 2026-01-01\n    next-review: soon\n    files:\n"
      "      ../up.py: {sha256: 12, marks: A}\n    accepted:\n      - {rule: x, reason: y, line: 0}\n");
  ASSERT_FALSE(broken);
  std::string all;
  for (const Problem& problem : broken.error())
    all += std::to_string(problem.at.source->line_of(problem.at.span.begin)) + ": " + problem.message + "\n";
  EXPECT_NE(all.find("1: `schema` is 1"), std::string::npos) << all;
  EXPECT_NE(all.find("did you mean `reviewed`"), std::string::npos) << all;
  EXPECT_NE(all.find("5: `next-review` is a day as YYYY-MM-DD"), std::string::npos) << all;
  EXPECT_NE(all.find("7: a path below"), std::string::npos) << all;
  EXPECT_NE(all.find("9: `line` counts from 1"), std::string::npos) << all;
  EXPECT_NE(all.find("9: a `line` is one of a `file`"), std::string::npos) << all;
  EXPECT_NE(all.find("7: `marks` are two letters"), std::string::npos) << all;
  EXPECT_NE(all.find("64 lower-case hex digits"), std::string::npos) << all;
}

}  // namespace
}  // namespace dockgate::ledger
