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
    EXPECT_TRUE(text::is_utf8(out)) << format.name;
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

TEST(Junit, HasACaseForEachFinding) {
  const std::string out = render("junit", crafted());
  EXPECT_NE(out.find("tests=\"3\" failures=\"1\" errors=\"1\""), std::string::npos) << out;
  EXPECT_NE(out.find("<failure type=\"base/digest\""), std::string::npos);
  EXPECT_EQ(out.find("<skipped"), std::string::npos);
  ReportOptions all;
  all.show_suppressed = true;
  EXPECT_NE(render("junit", crafted(), all).find("<skipped message=\"known\"/>"), std::string::npos);
}

TEST(Junit, FailsFromTheLevelOfTheBoundary) {
  LintResult result = crafted();
  result.dockerfiles[0].fail_on = Severity::warning;
  EXPECT_NE(render("junit", result).find("failures=\"2\""), std::string::npos);
}

TEST(Junit, ACleanDockerfilePasses) {
  LintResult result = crafted();
  result.findings.clear();
  result.not_judged.clear();
  EXPECT_NE(render("junit", result).find("<testcase name=\"the policy holds\" classname=\"Dockerfile\"/>"),
            std::string::npos);
}

TEST(Azure, HasIssuesAndPlainLines) {
  LintResult result = crafted();
  result.findings[2].severity = Severity::info;
  const std::string out = render("azure", result);
  EXPECT_NE(
      out.find("##vso[task.logissue type=error;sourcepath=Dockerfile;linenumber=1;columnnumber=6;"
               "code=base/digest;]`python:3` is not pinned by digest; write the digest behind the tag\n"),
      std::string::npos)
      << out;
  EXPECT_NE(out.find("\napp/serve.py:1:5: info: "), std::string::npos) << out;
}

TEST(Checkstyle, NamesADockerfileWithoutFindings) {
  LintResult result = crafted();
  result.findings.clear();
  EXPECT_NE(render("checkstyle", result).find("<file name=\"Dockerfile\">\n  </file>"), std::string::npos);
}

// Nothing is silently clean: whoever reads one format only has to see it there.
TEST(Formats, AllTellOfWhatWasNotJudged) {
  for (const Format& format : formats()) {
    const std::string out = format.render(crafted(), {});
    EXPECT_NE(out.find("old/Dockerfile"), std::string::npos) << format.name;
    EXPECT_NE(out.find("permission denied"), std::string::npos) << format.name;
  }
}

TEST(Gnu, IsOneLineAFinding) {
  EXPECT_NE(render("gnu", crafted())
                .find("Dockerfile:1:6: error: `python:3` is not pinned by digest [base/digest]\n"),
            std::string::npos);
}

}  // namespace
}  // namespace dockgate::report
