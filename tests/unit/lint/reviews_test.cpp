// Reviews through the whole pipeline: what they silence, what they do not, and where they stand.
#include "lint/reviews.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "text/digest.hpp"
#include "text/file_trees.hpp"

namespace dockgate::lint {
namespace {

using Files = std::map<std::string, std::string>;

const std::string code =
    "import os\nimport requests\n\nos.system(\"id\")\nos.system(\"ls\")\nrequests.get(url)\n";

std::string ledger(const std::string& accepted, const std::string& sha256 = text::sha256(code),
                   const std::string& next = "2027-01-01") {
  return "schema: 1\nreviews:\n  - reviewer: \"Jane\"\n    reviewed: 2026-01-01\n    next-review: " + next +
         "\n    files:\n      model/modeling_x.py: {sha256: \"" + sha256 + "\"}\n" + accepted;
}

LintResult judge(Files files, const std::string& dockerfile = "Dockerfile") {
  files.emplace("Dockerfile", "FROM scratch\nCOPY model/ /model/\n");
  files.emplace("model/modeling_x.py", code);
  LintInput input;
  input.tree = text::memory_files(std::move(files));
  input.path = dockerfile;
  LintOptions options;
  options.today = "2026-11-24";
  options.boundary = "production";
  return check({input}, options);
}

/// "4 code/dynamic-execution" for findings in force of code/… and review/…, one a line.
std::string told(const LintResult& result) {
  std::string out;
  for (const Finding& finding : result.findings) {
    if (finding.suppressed || !finding.at.source) continue;
    if (!finding.rule.starts_with("code/") && !finding.rule.starts_with("review/")) continue;
    if (finding.rule == "code/import") continue;
    out += std::to_string(finding.at.source->line_of(finding.at.span.begin)) + " " + finding.rule + "\n";
  }
  return out;
}

const std::string all_code = "4 code/dynamic-execution\n5 code/dynamic-execution\n6 code/network\n";

TEST(Reviews, SilenceWhatTheyAcceptAndNoOthers) {
  const std::string name = ".dockgate-reviews.yaml";
  EXPECT_EQ(told(judge({})), "1 review/missing\n" + all_code);
  EXPECT_EQ(told(judge({{name, ledger("")}})), all_code);
  EXPECT_EQ(told(judge({{name, ledger("    accepted:\n      - {rule: code/network, reason: r}\n")}})),
            "4 code/dynamic-execution\n5 code/dynamic-execution\n");
  EXPECT_EQ(told(judge({{name, ledger("    accepted:\n      - {rule: code/dynamic-execution, file: "
                                      "model/modeling_x.py, line: 4, reason: r}\n")}})),
            "5 code/dynamic-execution\n6 code/network\n");
  EXPECT_EQ(told(judge({{name, ledger("    accepted:\n      - {rule: \"code/*\", reason: r}\n")}})), "");
  // Other rules are not for a review to accept.
  EXPECT_EQ(told(judge({{name, ledger("    accepted:\n      - {rule: \"*\", reason: r}\n")}})), all_code);
}

TEST(Reviews, OfAnotherContentOrOfOnceSilenceNothing) {
  const std::string accepted = "    accepted:\n      - {rule: \"code/*\", reason: r}\n";
  EXPECT_EQ(told(judge({{".dockgate-reviews.yaml", ledger(accepted, std::string(64, 'a'))}})),
            "1 review/changed\n" + all_code);
  EXPECT_EQ(told(judge({{".dockgate-reviews.yaml", ledger(accepted, text::sha256(code), "2026-02-01")}})),
            "1 review/expired\n" + all_code);
}

TEST(Reviews, SayWhoAcceptedAndUntilWhen) {
  const auto result = judge({{".dockgate-reviews.yaml",
                              ledger("    accepted:\n      - {rule: code/network, reason: a reason}\n")}});
  const auto found = std::ranges::find(result.findings, "code/network", &Finding::rule);
  ASSERT_NE(found, result.findings.end());
  ASSERT_TRUE(found->suppressed);
  EXPECT_EQ(to_string(found->suppressed->by), "review");
  EXPECT_EQ(found->suppressed->reason, "a reason");
  EXPECT_EQ(found->suppressed->owner, "Jane");
  EXPECT_EQ(found->suppressed->expires, "2027-01-01");
}

TEST(Reviews, ABrokenLedgerStopsTheRun) {
  const auto result = judge({{".dockgate-reviews.yaml", "schema: 1\nreviews:\n  - {reviewer: x}\n"}});
  ASSERT_FALSE(result.policy_errors.empty());
  EXPECT_EQ(result.policy_errors[0].at.source->path(), ".dockgate-reviews.yaml");
  EXPECT_EQ(result.policy_errors[0].at.source->line_of(result.policy_errors[0].at.span.begin), 3u);
  EXPECT_TRUE(result.dockerfiles.empty());
}

TEST(Reviews, TheNearestLedgerCounts) {
  Files files{{"svc/Dockerfile", "FROM scratch\nCOPY model/ /model/\n"},
              {"svc/model/modeling_x.py", code},
              {".dockgate-reviews.yaml", "schema: 1\nreviews: []\n"}};
  std::string near = ledger("");
  files["svc/.dockgate-reviews.yaml"] = near;
  EXPECT_EQ(told(judge(files, "svc/Dockerfile")), all_code);
  files.erase("svc/.dockgate-reviews.yaml");
  EXPECT_EQ(told(judge(files, "svc/Dockerfile")), "1 review/missing\n" + all_code);
}

TEST(Reviews, CommentsOfTheCodeItselfAreNotObeyed) {
  Files files{{".dockgate.yaml", "schema: 1\nboundaries:\n  production: {suppress-inline: allow}\n"},
              {"model/modeling_x.py",
               "import os\nos.system(\"id\")  # nosec\n# dockgate: expect code/dynamic-execution "
               "reason=\"x\"\nos.system(\"id\")\n"}};
  EXPECT_EQ(told(judge(files)), "1 review/missing\n2 code/dynamic-execution\n4 code/dynamic-execution\n");
}

TEST(Reviews, ModelCodeOfOtherBoundariesIsLeftAlone) {
  Files files{
      {".dockgate.yaml",
       "schema: 1\nlists:\n  model-code:\n    - {match: \"vendor/**\", boundaries: [internal]}\n    - "
       "\"other/net.sh\"\n"},
      {"Dockerfile", "FROM scratch\nCOPY . /app\n"},
      {"vendor/net.py", "import os\nos.system(\"id\")\n"},
      {"other/net.sh", "id\n"},
      {"model/modeling_x.py", ""}};
  const auto result = judge(files);
  std::string paths;
  for (const Finding& finding : result.findings)
    if (finding.rule == "review/missing") paths += finding.at.source->path() + "\n";
  EXPECT_EQ(paths, "model/modeling_x.py\nother/net.sh\n");
}

}  // namespace
}  // namespace dockgate::lint
