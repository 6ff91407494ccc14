#include "report/fixes.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crafted.hpp"

namespace dockgate::report {
namespace {

FixResult result() {
  FixResult out;
  out.left = crafted();
  const Finding& finding = out.left.findings[0];
  out.made.push_back({finding, finding.fixes[0], ""});
  out.made.push_back({finding, {"do \x1b[31mmore", false, finding.fixes[0].edits}, ""});
  out.refused.push_back({finding, finding.fixes[0], "it would bring a finding of x/y"});
  out.files.push_back({"Dockerfile", finding.at.source, "new"});
  return out;
}

TEST(Fixes, AsText) {
  EXPECT_EQ(
      fixes_text(result(), {}, false),
      "fixed  Dockerfile:1:14  base/digest: pin the digest\n"
      "fixed  Dockerfile:1:14  base/digest: do \\x1b[31mmore (unsafe)\n"
      "left   Dockerfile:1:6  error[base/digest]: `python:3` is not pinned by digest (not fixed: it would "
      "bring a finding "
      "of x/y)\n"
      "left   app/serve.py:1:5  warning[model/remote-code]: code of `org/name` may run, \\x1b[31m<&>\\xff\n"
      "not judged  old/Dockerfile:1:1  permission denied\n"
      "2 findings fixed in 1 file · 2 left: 1 error, 1 warning · 1 suppressed\n");
  ReportOptions quiet;
  quiet.quiet = true;
  EXPECT_EQ(fixes_text(result(), quiet, true),
            "would fix  Dockerfile:1:14  base/digest: pin the digest\n"
            "would fix  Dockerfile:1:14  base/digest: do \\x1b[31mmore (unsafe)\n");
}

TEST(Fixes, TellsWhatUnsafeFixesThereAre) {
  FixResult left = result();
  left.made.clear();
  left.refused.clear();
  left.files.clear();
  left.left.findings[0].fixes[0].safe = false;
  const std::string text = fixes_text(left, {}, true);
  EXPECT_NE(text.find("(--unsafe: pin the digest)"), std::string::npos) << text;
  EXPECT_NE(text.find("0 fixes to make in 0 files · 2 left: 1 error, 1 warning · 1 with an unsafe fix, by "
                      "--unsafe · 1 suppressed\n"),
            std::string::npos)
      << text;
}

TEST(Fixes, AsJson) {
  const auto json = nlohmann::json::parse(fixes_json(result(), {}));
  EXPECT_EQ(json["schema"], "dockgate.fix/1");
  EXPECT_EQ(json["files"], nlohmann::json::array({"Dockerfile"}));
  EXPECT_EQ(json["fixed"].size(), 2u);
  EXPECT_EQ(json["fixed"][1]["safe"], false);
  EXPECT_EQ(json["fixed"][0]["line"], 1);
  EXPECT_FALSE(json["fixed"][0].contains("reason"));
  EXPECT_EQ(json["refused"][0]["reason"], "it would bring a finding of x/y");
  EXPECT_EQ(json["findings"].size(), 2u);
  EXPECT_EQ(json["summary"]["error"], 1);
}

}  // namespace
}  // namespace dockgate::report
