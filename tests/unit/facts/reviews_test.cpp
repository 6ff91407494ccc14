// What is known of a review, from the ledger, the policy and CODEOWNERS.
#include "facts/reviews.hpp"

#include <gtest/gtest.h>

#include "text/digest.hpp"
#include "text/line_diff.hpp"

namespace dockgate::facts {
namespace {

const std::string code = "import torch\n\n\ndef f():\n    return 1\n";

VendoredFact vendored(const std::string& text = code, const std::string& shown = "app/model/modeling_x.py") {
  VendoredFact fact;
  fact.file = "model/modeling_x.py";
  fact.folder = "model";
  fact.at.source = std::make_shared<SourceFile>(shown, text);
  fact.sha256 = text::sha256(text);
  fact.lines = fact.at.source->line_count();
  fact.runs = Known::yes;
  return fact;
}

ReviewSources sources(const std::string& today = "2026-11-24") {
  ledger::Ledger ledger;
  ledger.path = "app/.dockgate-reviews.yaml";
  ledger::Review review;
  review.files = {{"model/modeling_x.py", text::sha256(code), 5, text::line_marks(code)}};
  review.reviewer = "Jane Doe <jane@example.com>";
  review.reviewed = "2026-01-10";
  review.next_review = "2026-12-31";
  review.repository = "acme/x";
  ledger.reviews.push_back(review);
  ReviewSources out;
  out.ledger = std::make_shared<const ledger::Ledger>(std::move(ledger));
  out.today = today;
  return out;
}

ReviewFact review_of(const VendoredFact& file, const ReviewSources& from) {
  auto facts = review_facts({file}, from);
  EXPECT_EQ(facts.size(), 1u);
  return facts.front();
}

TEST(Reviews, StandByContentAndDay) {
  const auto current = review_of(vendored(), sources());
  EXPECT_EQ(current.state, "current");
  EXPECT_EQ(current.reviewed_by, "ledger");
  EXPECT_EQ(current.source, "app/.dockgate-reviews.yaml");
  EXPECT_EQ(current.reviewer, "Jane Doe <jane@example.com>");
  EXPECT_EQ(current.repository, "acme/x");
  EXPECT_EQ(review_of(vendored(), sources("2026-12-31")).state, "current");
  EXPECT_EQ(review_of(vendored(), sources("2027-01-01")).state, "expired");
  EXPECT_EQ(review_of(vendored(code, "elsewhere/modeling_x.py"), sources()).state, "current");
  EXPECT_EQ(review_of(vendored("x\n", "app/other.py"), sources()).state, "missing");
  EXPECT_EQ(review_of(vendored(), {}).state, "missing");
}

TEST(Reviews, TellHowMuchChanged) {
  const auto changed =
      review_of(vendored("import torch\nimport os\n\n\ndef f():\n    return os\n"), sources());
  EXPECT_EQ(changed.state, "changed");
  EXPECT_EQ(changed.added, 2);
  EXPECT_EQ(changed.removed, 1);
  EXPECT_EQ(changed.reviewed_lines, 5);
  ASSERT_EQ(changed.parts.size(), 1u);
  EXPECT_EQ(changed.parts[0].at.source->line_of(changed.parts[0].at.span.begin), 2u);
}

TEST(Reviews, AContentThatThePolicyNamesIsReviewed) {
  ReviewSources from;
  from.known = {{"acme/x", "modeling_x.py", text::sha256(code)}};
  const auto current = review_of(vendored(), from);
  EXPECT_EQ(current.state, "current");
  EXPECT_EQ(current.reviewed_by, "policy");
  EXPECT_EQ(current.source, "acme/x");
  EXPECT_EQ(review_of(vendored("x\n"), from).state, "changed");
  from.known[0].path = "other.py";
  EXPECT_EQ(review_of(vendored("x\n"), from).state, "missing");
  // A review of the ledger that has run out is mended by the policy's word.
  ReviewSources both = sources("2030-01-01");
  both.known = {{"acme/x", "modeling_x.py", text::sha256(code)}};
  EXPECT_EQ(review_of(vendored(), both).state, "current");
}

TEST(Reviews, KnowWhoShouldHaveDoneThem) {
  ReviewSources from = sources();
  from.owners = std::make_shared<const ledger::CodeOwners>("/app/model/ ml@example.com\n");
  EXPECT_EQ(review_of(vendored(), from).by_owner, Known::no);
  EXPECT_TRUE(review_of(vendored(), from).notes.empty());
  from.owners = std::make_shared<const ledger::CodeOwners>("model/ jane@example.com @acme/ml\n");
  EXPECT_EQ(review_of(vendored(), from).by_owner, Known::yes);
  const auto missing = review_of(vendored("x\n", "app/model/other.py"), from);
  EXPECT_EQ(missing.notes,
            std::vector<std::string>{"by CODEOWNERS, it is for `jane@example.com`, `@acme/ml` to review"});
  from.owners_folder = "elsewhere";
  EXPECT_TRUE(review_of(vendored(), from).owners.empty());
}

}  // namespace
}  // namespace dockgate::facts
