#include "report/sarif.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crafted.hpp"

namespace dockgate::report {
namespace {

using nlohmann::json;

json run_of(const LintResult& result) {
  ReportOptions options;
  options.version = "1.2.3";
  return json::parse(sarif_report(result, options))["runs"][0];
}

TEST(Sarif, HasRegionsFlowsAndSuppressions) {
  const json run = run_of(crafted());
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
  ASSERT_EQ(run["results"].size(), 3u);
  const json& model = run["results"][2];
  EXPECT_EQ(model["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "app/serve.py");
  EXPECT_EQ(model["locations"][0]["physicalLocation"]["region"]["endLine"], 4);
  EXPECT_EQ(model["codeFlows"][0]["threadFlows"][0]["locations"].size(), 2u);
  EXPECT_EQ(run["results"][1]["suppressions"][0]["justification"], "known");
  for (const json& result : run["results"]) {
    EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
  }
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"].size(), 2u);
}

TEST(Sarif, EncodesPaths) {
  LintResult result = crafted();
  result.not_judged[0].file = "a b/ü%.txt";
  EXPECT_NE(sarif_report(result, {}).find("a%20b/%C3%BC%25.txt"), std::string::npos);
}

TEST(Sarif, RulesHaveHelpLevelsAndProperties) {
  const json driver = run_of(crafted())["tool"]["driver"];
  EXPECT_EQ(driver["semanticVersion"], "1.2.3");
  const json& rule = driver["rules"][0];
  EXPECT_EQ(rule["id"], "base/digest");
  EXPECT_EQ(rule["name"], "BaseDigest");
  EXPECT_EQ(rule["shortDescription"]["text"], "image without a digest");
  EXPECT_EQ(rule["helpUri"], "https://docs.docker.com/");
  EXPECT_NE(rule["help"]["text"].get<std::string>().find("write the digest"), std::string::npos);
  EXPECT_NE(rule["help"]["markdown"].get<std::string>().find("## What to do"), std::string::npos);
  EXPECT_EQ(rule["defaultConfiguration"]["level"], "error");
  EXPECT_EQ(rule["properties"]["tags"], json::array({"base", "security"}));
  EXPECT_EQ(rule["properties"]["security-severity"], "5.5");
  EXPECT_EQ(rule["properties"]["precision"], "very-high");
  const json& off = driver["rules"][1];
  EXPECT_EQ(off["defaultConfiguration"]["enabled"], false);
  EXPECT_FALSE(off["properties"].contains("security-severity"));
  EXPECT_EQ(driver["rules"][2]["properties"]["precision"], "medium") << "each finding of it is unresolved";
}

TEST(Sarif, FixesAreReplacementsInTheirFiles) {
  const json run = run_of(crafted());
  const json& fix = run["results"][0]["fixes"][0];
  EXPECT_EQ(fix["description"]["text"], "pin the digest");
  const json& change = fix["artifactChanges"][0];
  EXPECT_EQ(change["artifactLocation"]["uri"], "Dockerfile");
  EXPECT_EQ(change["replacements"][0]["deletedRegion"]["startColumn"], 14);
  EXPECT_EQ(change["replacements"][0]["deletedRegion"]["endColumn"], 14);
  EXPECT_EQ(change["replacements"][0]["insertedContent"]["text"], "@sha256:00");
}

TEST(Sarif, ArtifactsHaveTheIndicesThatLocationsName) {
  const json run = run_of(crafted());
  ASSERT_GE(run["artifacts"].size(), 3u);
  for (const json& result : run["results"]) {
    const json& at = result["locations"][0]["physicalLocation"]["artifactLocation"];
    EXPECT_EQ(run["artifacts"][at["index"].get<std::size_t>()]["location"]["uri"], at["uri"]);
  }
  EXPECT_TRUE(run["originalUriBaseIds"].contains("%SRCROOT%"));
}

TEST(Sarif, TheTraceIsAlsoRelatedLocations) {
  const json run = run_of(crafted());
  const json& related = run["results"][2]["relatedLocations"];
  ASSERT_EQ(related.size(), 1u);
  EXPECT_EQ(related[0]["message"]["text"], "CMD runs serve.py");
}

TEST(Sarif, TellsOfABrokenPolicy) {
  LintResult result;
  result.policy_errors.push_back({{}, "no rule is called `x`"});
  const json invocation = run_of(result)["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  EXPECT_EQ(invocation["toolConfigurationNotifications"][0]["message"]["text"], "no rule is called `x`");
}

TEST(Sarif, AFindingWithoutAFileHasNoPhysicalLocation) {
  LintResult result = crafted();
  result.findings[0].at = {};
  result.findings[0].dockerfile.clear();
  EXPECT_FALSE(run_of(result)["results"][0]["locations"][0].contains("physicalLocation"));
}

}  // namespace
}  // namespace dockgate::report
