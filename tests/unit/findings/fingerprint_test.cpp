#include "findings/fingerprint.hpp"

#include <gtest/gtest.h>

#include "text/words.hpp"

namespace dockgate::findings {
namespace {

Finding finding_at(const std::string& text, std::string_view part) {
  Finding finding;
  finding.rule = "base/digest";
  finding.dockerfile = "Dockerfile";
  finding.subject = "python";
  const auto begin = static_cast<std::uint32_t>(text.find(part));
  finding.at = {std::make_shared<SourceFile>("Dockerfile", text),
                {begin, begin + static_cast<std::uint32_t>(part.size())}};
  return finding;
}

TEST(Fingerprint, StaysWhenLinesMove) {
  const Finding before = finding_at("FROM python:3\n", "python:3");
  const Finding after = finding_at("# a comment\n\nFROM   python:3\n", "python:3");
  EXPECT_EQ(fingerprint(before, 0), fingerprint(after, 0));
}

TEST(Fingerprint, StaysWhenTheIndentationOfTheSpanChanges) {
  EXPECT_EQ(fingerprint(finding_at("f(a,\n  b)", "f(a,\n  b)"), 0),
            fingerprint(finding_at("f(a,\n\t\tb)", "f(a,\n\t\tb)"), 0));
}

TEST(Fingerprint, DiffersByRuleSubjectTextAndOrdinal) {
  const Finding finding = finding_at("FROM python:3\n", "python:3");
  Finding other = finding;
  other.rule = "base/floating-tag";
  EXPECT_NE(fingerprint(finding, 0), fingerprint(other, 0));
  other = finding;
  other.subject = "node";
  EXPECT_NE(fingerprint(finding, 0), fingerprint(other, 0));
  EXPECT_NE(fingerprint(finding, 0), fingerprint(finding_at("FROM python:4\n", "python:4"), 0));
  EXPECT_NE(fingerprint(finding, 0), fingerprint(finding, 1));
}

TEST(Fingerprint, DoesNotDependOnTheMessage) {
  Finding finding = finding_at("FROM python:3\n", "python:3");
  const std::string before = fingerprint(finding, 0);
  finding.message = "worded anew";
  finding.severity = Severity::info;
  EXPECT_EQ(fingerprint(finding, 0), before);
}

TEST(Fingerprint, IsHexAndWorksWithoutSource) {
  EXPECT_TRUE(text::is_lower_hex(fingerprint(Finding{}, 0), 32));
}

}  // namespace
}  // namespace dockgate::findings
