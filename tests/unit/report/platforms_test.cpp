#include "report/platforms.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crafted.hpp"

namespace dockgate::report {
namespace {

using nlohmann::json;

TEST(Gitlab, HasWhatTheWidgetNeeds) {
  const json out = json::parse(gitlab_report(crafted(), {}));
  ASSERT_EQ(out.size(), 3u);
  EXPECT_EQ(out[0]["fingerprint"], std::string(32, '1'));
  EXPECT_EQ(out[0]["location"]["lines"]["begin"], 1);
  EXPECT_EQ(out[0]["severity"], "critical");
  EXPECT_EQ(out[0]["categories"], json::array({"Security"}));
  EXPECT_EQ(out[2]["check_name"], "not-judged");
  EXPECT_EQ(out[2]["fingerprint"].get<std::string>().size(), 32u);
}

/// A finding behind a whale, which is one code point, two UTF-16 units and four bytes.
LintResult whale() {
  const auto file = std::make_shared<SourceFile>("Dockerfile", "LABEL a=\"\xF0\x9F\x90\xB3\" b\n");
  LintResult result = crafted();
  result.findings.resize(1);
  result.not_judged.clear();
  result.findings[0].at = {file, {15, 16}};
  result.findings[0].fixes = {{"c", true, {{{file, {15, 16}}, "c"}}}};
  return result;
}

TEST(Sonarqube, HasRulesWithImpactsAndRangesFromColumnZero) {
  const json out = json::parse(sonarqube_report(crafted(), {}));
  ASSERT_EQ(out["rules"].size(), 3u);
  const json& rule = out["rules"][0];
  EXPECT_EQ(rule["id"], "base/digest");
  EXPECT_EQ(rule["engineId"], "dockgate");
  EXPECT_EQ(rule["impacts"][0]["softwareQuality"], "SECURITY");
  EXPECT_EQ(rule["impacts"][0]["severity"], "HIGH");
  EXPECT_EQ(out["rules"][2]["id"], "not-judged");
  const json& range = out["issues"][0]["primaryLocation"]["textRange"];
  EXPECT_EQ(range, json::parse(R"({"startLine":1,"endLine":1,"startColumn":5,"endColumn":13})"));
  EXPECT_EQ(out["issues"][1]["secondaryLocations"][0]["message"], "CMD runs serve.py");
}

TEST(Sonarqube, CountsUtf16AndLeavesOutEmptyRanges) {
  LintResult result = whale();
  EXPECT_EQ(
      json::parse(sonarqube_report(result, {}))["issues"][0]["primaryLocation"]["textRange"]["startColumn"],
      13);
  result.findings[0].at.span = {15, 15};
  EXPECT_FALSE(
      json::parse(sonarqube_report(result, {}))["issues"][0]["primaryLocation"]["textRange"].contains(
          "startColumn"));
}

TEST(Rdjson, CountsBytesAndOffersSuggestions) {
  const json out = json::parse(rdjson_report(whale(), {}));
  const json& diagnostic = out["diagnostics"][0];
  EXPECT_EQ(diagnostic["location"]["range"]["start"]["column"], 16);
  EXPECT_EQ(diagnostic["severity"], "ERROR");
  EXPECT_EQ(diagnostic["code"]["value"], "base/digest");
  EXPECT_EQ(diagnostic["code"]["url"], "https://docs.docker.com/");
  EXPECT_EQ(diagnostic["suggestions"][0]["text"], "c");
}

TEST(Rdjson, AFixInSeveralPlacesIsNoSuggestion) {
  LintResult result = whale();
  result.findings[0].fixes[0].edits.push_back(result.findings[0].fixes[0].edits[0]);
  EXPECT_FALSE(json::parse(rdjson_report(result, {}))["diagnostics"][0].contains("suggestions"));
}

TEST(Rdjson, LinesAreTheSameDiagnostics) {
  const json whole = json::parse(rdjson_report(crafted(), {}))["diagnostics"];
  std::istringstream lines(rdjson_lines_report(crafted(), {}));
  std::size_t i = 0;
  for (std::string line; std::getline(lines, line); ++i) EXPECT_EQ(json::parse(line), whole[i]);
  EXPECT_EQ(i, whole.size());
}

}  // namespace
}  // namespace dockgate::report
