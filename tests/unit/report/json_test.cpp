#include "report/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crafted.hpp"

namespace dockgate::report {
namespace {

using nlohmann::json;

TEST(JsonReport, HasTheShapeThatCallersRelyOn) {
  const json out = json::parse(json_report(crafted(), {}));
  EXPECT_EQ(out["schema"], "dockgate.findings/1");
  EXPECT_EQ(out["dockerfiles"][0]["path"], "Dockerfile");
  EXPECT_EQ(out["dockerfiles"][0]["context"], ".");
  EXPECT_EQ(out["dockerfiles"][0]["boundary"], "production");
  EXPECT_EQ(out["dockerfiles"][0]["boundary_reason"], "no rule classifies it");
  ASSERT_EQ(out["findings"].size(), 2u);
  const json& model = out["findings"][1];
  EXPECT_EQ(model["rule"], "model/remote-code");
  EXPECT_EQ(model["severity"], "warning");
  EXPECT_EQ(model["verdict"], "unresolved");
  EXPECT_EQ(model["file"], "app/serve.py");
  EXPECT_EQ(model["line"], 1);
  EXPECT_EQ(model["column"], 5);
  EXPECT_EQ(model["end_line"], 4);
  EXPECT_EQ(model["end_column"], 2);
  EXPECT_EQ(model["dockerfile"], "Dockerfile");
  EXPECT_EQ(model["subject"], "org/name");
  EXPECT_EQ(model["trace"][0]["file"], "Dockerfile");
  EXPECT_EQ(model["trace"][0]["line"], 2);
  EXPECT_EQ(model["trace"][0]["what"], "CMD runs serve.py");
  EXPECT_TRUE(model["suppressed"].is_null());
  EXPECT_EQ(out["not_judged"][0]["reason"], "permission denied");
  EXPECT_EQ(out["summary"],
            json::parse(R"({"error":1,"warning":1,"info":0,"style":0,"unresolved":1,"suppressed":1,
                                            "dockerfiles":1,"files":2})"));
}

TEST(JsonReport, WritesFixesWithTheirEdits) {
  const json fix = json::parse(json_report(crafted(), {}))["findings"][0]["fixes"][0];
  EXPECT_EQ(fix["title"], "pin the digest");
  EXPECT_EQ(fix["safe"], true);
  EXPECT_EQ(fix["edits"][0]["line"], 1);
  EXPECT_EQ(fix["edits"][0]["column"], 14);
  EXPECT_EQ(fix["edits"][0]["end_column"], 14);
  EXPECT_EQ(fix["edits"][0]["text"], "@sha256:00");
}

TEST(JsonReport, ListsSuppressedOnesOnRequest) {
  ReportOptions options;
  options.show_suppressed = true;
  const json out = json::parse(json_report(crafted(), options));
  ASSERT_EQ(out["findings"].size(), 3u);
  EXPECT_EQ(out["findings"][1]["suppressed"],
            json::parse(R"({"by":"policy","reason":"known","owner":"ml-team","expires":"2027-01-01"})"));
  EXPECT_EQ(out["summary"]["error"], 1);
}

TEST(JsonReport, ReplacesBytesThatAreNotUtf8) {
  const json out = json::parse(json_report(crafted(), {}));
  EXPECT_EQ(out["findings"][1]["message"], "code of `org/name` may run, \x1b[31m<&>\xEF\xBF\xBD");
}

TEST(JsonReport, OfNothingIsStillWhole) {
  const json out = json::parse(json_report({}, {}));
  EXPECT_TRUE(out["findings"].is_array() && out["findings"].empty());
  EXPECT_EQ(out["summary"]["dockerfiles"], 0);
}

TEST(JsonReport, AFindingWithoutBuildHasNoDockerfile) {
  LintResult result;
  result.findings.emplace_back();
  EXPECT_TRUE(json::parse(json_report(result, {}))["findings"][0]["dockerfile"].is_null());
}

TEST(JsonLines, HasOneObjectALine) {
  const std::string out = json_lines_report(crafted(), {});
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 3);
  EXPECT_EQ(json::parse(out.substr(0, out.find('\n')))["rule"], "base/digest");
  const std::size_t last = out.rfind('\n', out.size() - 2) + 1;
  EXPECT_EQ(json::parse(out.substr(last))["not_judged"]["reason"], "permission denied");
}

}  // namespace
}  // namespace dockgate::report
