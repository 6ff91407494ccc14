#include "report/formats.hpp"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crafted.hpp"
#include "text/utf8.hpp"

namespace dockgate::report {
namespace {

using nlohmann::json;

std::string render(std::string_view name, const LintResult& result, const ReportOptions& options = {}) {
  const Format* format = find_format(name);
  return format == nullptr ? std::string() : format->render(result, options);
}

TEST(Formats, AreFoundByName) {
  std::set<std::string_view> names;
  for (const Format& format : formats()) {
    EXPECT_EQ(find_format(format.name), &format);
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
  }
  EXPECT_EQ(find_format("texd"), nullptr);
}

TEST(Formats, AllTellOfEachFindingAndEmitUtf8) {
  for (const Format& format : formats()) {
    const std::string out = format.render(crafted(), {});
    EXPECT_NE(out.find("base/digest"), std::string::npos) << format.name;
    EXPECT_NE(out.find("model/remote-code"), std::string::npos) << format.name;
    if (format.name != "github") {
      EXPECT_TRUE(text::is_utf8(out)) << format.name;
    }
  }
}

TEST(Formats, AllStandAnEmptyResult) {
  for (const Format& format : formats()) format.render(LintResult{}, {});
}

TEST(Formats, AreSilentAboutSuppressedOnes) {
  for (const Format& format : formats()) {
    if (format.name == "sarif") continue;  // has a word for it
    EXPECT_EQ(format.render(crafted(), {}).find("build/root-user"), std::string::npos) << format.name;
  }
}

TEST(Sarif, HasRegionsFlowsAndSuppressions) {
  const json run = json::parse(render("sarif", crafted()))["runs"][0];
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
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"].size(), 1u);
}

TEST(Sarif, EncodesPaths) {
  LintResult result = crafted();
  result.not_judged[0].file = "a b/ü%.txt";
  EXPECT_NE(render("sarif", result).find("a%20b/%C3%BC%25.txt"), std::string::npos);
}

TEST(Gitlab, HasWhatTheWidgetNeeds) {
  const json out = json::parse(render("gitlab", crafted()));
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0]["fingerprint"], std::string(32, '1'));
  EXPECT_EQ(out[0]["location"]["lines"]["begin"], 1);
  EXPECT_EQ(out[0]["severity"], "critical");
}

TEST(Github, CannotBeMadeToOpenAnotherCommand) {
  LintResult result = crafted();
  result.findings[0].message = "x\n::add-mask::y";
  const std::string out = render("github", result);
  EXPECT_NE(
      out.find(
          "::error file=Dockerfile,line=1,endLine=1,col=6,endColumn=14,title=base/digest::x%0A::add-mask"),
      std::string::npos)
      << out;
}

TEST(Checkstyle, EscapesMarkup) {
  const std::string out = render("checkstyle", crafted());
  EXPECT_NE(out.find("&lt;&amp;&gt;"), std::string::npos);
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_NE(out.find("<file name=\"app/serve.py\">"), std::string::npos);
}

TEST(Junit, FailsTheCaseOfADockerfile) {
  const std::string out = render("junit", crafted());
  EXPECT_NE(out.find("tests=\"2\" failures=\"1\" errors=\"1\""), std::string::npos) << out;
}

TEST(Gnu, IsOneLineAFinding) {
  EXPECT_NE(render("gnu", crafted())
                .find("Dockerfile:1:6: error: `python:3` is not pinned by digest [base/digest]\n"),
            std::string::npos);
}

}  // namespace
}  // namespace dockgate::report
