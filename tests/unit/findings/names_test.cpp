#include <gtest/gtest.h>

#include <dockgate/finding.hpp>

namespace dockgate {
namespace {

TEST(Names, EverySeverityComesBackFromItsName) {
  for (const Severity severity : {Severity::style, Severity::info, Severity::warning, Severity::error}) {
    EXPECT_EQ(severity_from(to_string(severity)), severity);
  }
  EXPECT_EQ(severity_from("Error"), std::nullopt);
  EXPECT_EQ(severity_from(""), std::nullopt);
}

TEST(Names, SeveritiesAreOrdered) {
  EXPECT_LT(Severity::style, Severity::info);
  EXPECT_LT(Severity::warning, Severity::error);
}

TEST(Names, AreThoseOfTheReports) {
  EXPECT_EQ(to_string(Verdict::refuted), "refuted");
  EXPECT_EQ(to_string(Verdict::unresolved), "unresolved");
  EXPECT_EQ(to_string(Suppression::By::inline_comment), "inline");
}

}  // namespace
}  // namespace dockgate
