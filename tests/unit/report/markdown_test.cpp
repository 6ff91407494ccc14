#include "report/markdown.hpp"

#include <gtest/gtest.h>

#include "crafted.hpp"

namespace dockgate::report {
namespace {

TEST(Markdown, HasTheVerdictATableAndTheWay) {
  LintResult result = crafted();
  result.violated = true;
  const std::string out = markdown_report(result, {});
  EXPECT_TRUE(out.starts_with("## dockgate: the policy is violated\n")) << out;
  EXPECT_NE(out.find("| **error** | `Dockerfile:1` | `base/digest` `python:3` is not pinned by digest"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("<details>"), std::string::npos);
  EXPECT_NE(out.find("`Dockerfile:2` CMD runs serve.py"), std::string::npos) << out;
  EXPECT_NE(out.find("permission denied"), std::string::npos);
  EXPECT_EQ(out.find("root-user"), std::string::npos);
}

TEST(Markdown, SaysThatThePolicyHolds) {
  LintResult result = crafted();
  result.findings.clear();
  EXPECT_TRUE(markdown_report(result, {}).starts_with("## dockgate: not everything could be judged\n"));
  result.not_judged.clear();
  EXPECT_TRUE(markdown_report(result, {}).starts_with("## dockgate: the policy holds\n"));
}

// GitHub refuses comments above 65,536 characters.
TEST(Markdown, FitsIntoAComment) {
  LintResult result = crafted();
  const Finding low = result.findings[2];
  for (int i = 0; i < 5000; ++i) result.findings.insert(result.findings.begin(), low);
  for (int i = 0; i < 5000; ++i) result.not_judged.push_back(result.not_judged[0]);
  result.findings.push_back(result.findings[5000]);
  const std::string out = markdown_report(result, {});
  EXPECT_LT(out.size(), 65'536u);
  EXPECT_NE(out.find("| **error** |"), std::string::npos) << "the worst comes first";
  EXPECT_NE(out.find("more findings left out here"), std::string::npos);
}

}  // namespace
}  // namespace dockgate::report
