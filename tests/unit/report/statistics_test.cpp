#include "report/statistics.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crafted.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

namespace dockgate::report {
namespace {

TEST(Statistics, CountByRuleBoundaryAndOwner) {
  const Statistics counts = statistics(crafted());
  ASSERT_EQ(counts.rules.size(), 3u);
  EXPECT_EQ(counts.rules[0].rule, "base/digest");
  EXPECT_EQ(counts.rules[0].count, 1u);
  EXPECT_EQ(counts.rules[1].unresolved, 1u);
  EXPECT_EQ(counts.rules[2].rule, "build/root-user");
  EXPECT_EQ(counts.rules[2].count, 0u);
  EXPECT_EQ(counts.rules[2].suppressed, 1u);
  ASSERT_EQ(counts.boundaries.size(), 1u);
  EXPECT_EQ(counts.boundaries[0].second, 2u);
  ASSERT_EQ(counts.owners.size(), 1u);
  EXPECT_EQ(counts.owners[0].first, "ml-team");
}

TEST(Statistics, StandInPlaceOfTheFindingsInText) {
  ReportOptions options;
  options.statistics = true;
  const std::string out = text_report(crafted(), options);
  EXPECT_EQ(out.find("-->"), std::string::npos);
  EXPECT_NE(out.find("     1      1  error    base/digest"), std::string::npos) << out;
}

TEST(Statistics, AreAMemberInJson) {
  ReportOptions options;
  EXPECT_FALSE(nlohmann::json::parse(json_report(crafted(), options)).contains("statistics"));
  options.statistics = true;
  const auto out = nlohmann::json::parse(json_report(crafted(), options));
  EXPECT_EQ(out["statistics"]["rules"][0]["rule"], "base/digest");
  EXPECT_TRUE(out["statistics"]["rules"][2]["worst"].is_null());
}

TEST(ClosingLine, TellsWhatRunsOutSoonAndHowLongItTook) {
  LintResult result = crafted();
  result.findings[1].suppressed->expires = "2026-12-01";
  ReportOptions options;
  EXPECT_EQ(text_report(result, options).find("in 7 days"), std::string::npos) << "the day is not known";
  options.today = "2026-11-24";
  options.milliseconds = 14;
  const std::string out = text_report(result, options);
  EXPECT_NE(out.find("1 suppressed (1 until 2026-12-01, in 7 days) · 1 not judged · 14 ms\n"),
            std::string::npos)
      << out;
  options.today = "2026-12-01";
  EXPECT_NE(text_report(result, options).find("(1 until 2026-12-01, today)"), std::string::npos);
  options.today = "2026-10-01";
  EXPECT_EQ(text_report(result, options).find("until"), std::string::npos) << "not soon";
  options.milliseconds = 61'230;
  EXPECT_NE(text_report(result, options).find("61.2 s\n"), std::string::npos);
}

}  // namespace
}  // namespace dockgate::report
