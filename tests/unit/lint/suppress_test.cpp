#include "lint/suppress.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "catalog/comments.hpp"
#include "text/file_trees.hpp"
#include "text/words.hpp"

namespace dockgate::lint {
namespace {

using Files = std::map<std::string, std::string>;
using Told = std::vector<std::string>;

LintResult run(Files files, const std::string& boundary = "research",
               std::vector<std::string> dockerfiles = {}) {
  if (dockerfiles.empty()) dockerfiles = {"Dockerfile"};
  const auto tree = text::memory_files(std::move(files));
  LintOptions options;
  options.boundary = boundary;
  options.today = "2026-11-24";
  std::vector<LintInput> inputs;
  for (const std::string& path : dockerfiles) inputs.push_back({tree, path, nullptr});
  return check(std::move(inputs), options);
}

/// "file:line rule", with what suppresses it, of the findings of `rules`.
Told told(const LintResult& result, std::vector<std::string_view> rules) {
  Told out;
  for (const Finding& finding : result.findings) {
    if (std::ranges::none_of(rules, [&](auto rule) { return finding.rule.starts_with(rule); })) continue;
    const SourceFile& source = *finding.at.source;
    std::string line =
        source.path() + ":" + std::to_string(source.line_of(finding.at.span.begin)) + " " + finding.rule;
    if (finding.suppressed) {
      line += " " + std::string(to_string(finding.suppressed->by));
      for (const auto& part :
           {finding.suppressed->reason, finding.suppressed->owner, finding.suppressed->expires})
        line += part.empty() ? "" : "/" + part;
    }
    out.push_back(line);
  }
  return out;
}

Told one(const std::string& dockerfile, const std::string& boundary = "research") {
  return told(run({{"Dockerfile", dockerfile}}, boundary), {"base/digest", "base/floating", "policy/"});
}

TEST(Suppress, OneInstruction) {
  EXPECT_EQ(one("FROM a:1 AS x\n# dockgate: expect base/digest reason=\"r\" owner=o until=2026-12-31\nCOPY "
                "--from=b:1 / /\n"),
            (Told{"Dockerfile:1 base/digest", "Dockerfile:3 base/digest inline/r/o/2026-12-31"}));
  EXPECT_EQ(one("FROM a:1 AS x\nCOPY --from=b:1 / /\n# dockgate: expect base/digest\n"),
            (Told{"Dockerfile:1 base/digest", "Dockerfile:2 base/digest",
                  "Dockerfile:3 policy/suppression-unused"}));
}

TEST(Suppress, AStageAndAFile) {
  const std::string two = "FROM a:1 AS x\nCOPY --from=b:1 / /\nFROM c:1\nCOPY --from=d:1 / /\n";
  EXPECT_EQ(one("# dockgate: expect base/digest\n" + two),
            (Told{"Dockerfile:2 base/digest inline", "Dockerfile:3 base/digest inline",
                  "Dockerfile:4 base/digest", "Dockerfile:5 base/digest"}));
  const Told all{"Dockerfile:3 base/digest inline", "Dockerfile:4 base/digest inline",
                 "Dockerfile:5 base/digest inline", "Dockerfile:6 base/digest inline"};
  EXPECT_EQ(one("# dockgate: expect base/digest\n\n" + two), all);
  EXPECT_EQ(one("# dockgate: expect base/digest scope=line\n" + two)[1], "Dockerfile:3 base/digest");
  EXPECT_EQ(one(two + "# dockgate: expect base/digest scope=file\n")[0], "Dockerfile:1 base/digest inline");
}

TEST(Suppress, FindingsInCode) {
  const std::string dockerfile = "FROM scratch\nCOPY . /\nCMD [\"python\", \"/a.py\"]\n";
  const std::string load = "from transformers import AutoModel\nAutoModel.from_pretrained(\n    'a/b',\n)";
  const auto in = [&](const std::string& code) {
    return told(run({{"Dockerfile", dockerfile}, {"a.py", code}}), {"model/revision", "policy/"});
  };
  EXPECT_EQ(in(load + "\n"), Told{"a.py:2 model/revision"});
  EXPECT_EQ(in(load + "  # dockgate: expect model/revision reason=\"r\"\n"),
            Told{"a.py:2 model/revision inline/r"});
  EXPECT_EQ(in(load + "  # nosec B615\n"), Told{"a.py:2 model/revision inline"});
  EXPECT_EQ(in(load + "  # nosec\n"), Told{"a.py:2 model/revision inline"});
  EXPECT_EQ(in(load + "  # nosec B301\n"), Told{"a.py:2 model/revision"});
  EXPECT_EQ(in("# dockgate: expect model/revision\n\nimport os\n" + load + "\n"),
            Told{"a.py:5 model/revision inline"});
  EXPECT_EQ(in("x = '# dockgate: expect model/revision'; " + load + "\n"), Told{"a.py:2 model/revision"});
}

TEST(Suppress, InTheWordsOfOtherTools) {
  const auto latest = [](const std::string& comment) {
    return one(comment + "\nFROM ubuntu:latest\n").back();
  };
  EXPECT_EQ(latest("# hadolint ignore=DL3007"), "Dockerfile:2 base/floating-tag inline");
  EXPECT_EQ(latest("# hadolint ignore=DL3006"), "Dockerfile:2 base/floating-tag");
  EXPECT_EQ(latest("# hadolint ignore=DL3007\n"), "Dockerfile:3 base/floating-tag");
  EXPECT_EQ(latest("# hadolint global ignore=DL3007\n"), "Dockerfile:3 base/floating-tag inline");
  EXPECT_EQ(latest("# hadolint stage ignore=DL3007"), "Dockerfile:2 base/floating-tag");
  EXPECT_EQ(latest("# tally ignore=hadolint/DL3007;reason=x"), "Dockerfile:2 base/floating-tag inline/x");
  EXPECT_EQ(latest("#trivy:ignore:AVD-DS-0001"), "Dockerfile:2 base/floating-tag inline");
  EXPECT_EQ(latest("#checkov:skip=CKV_DOCKER_7:x"), "Dockerfile:2 base/floating-tag inline/x");
}

TEST(Suppress, OnlyAsThePolicySays) {
  const auto with = [](const std::string& policy) {
    return told(run({{"Dockerfile", "# hadolint ignore=DL3007\nFROM ubuntu:latest\n"},
                     {".dockgate.yaml", "schema: 1\n" + policy}}),
                {"base/floating", "policy/"});
  };
  EXPECT_EQ(with(""), Told{"Dockerfile:2 base/floating-tag inline"});
  EXPECT_EQ(with("comments: [dockgate, buildkit]\n"), Told{"Dockerfile:2 base/floating-tag"});
  EXPECT_EQ(with("comments: []\n"), Told{"Dockerfile:2 base/floating-tag"});
  EXPECT_EQ(one("# dockgate: expect base/digest\nFROM a:1\n", "production"),
            (Told{"Dockerfile:1 policy/suppression-forbidden", "Dockerfile:2 base/digest"}));
  EXPECT_EQ(one("# dockgate: expect base/digest\nFROM a:1\n", "internal"),
            (Told{"Dockerfile:1 policy/suppression-reason", "Dockerfile:2 base/digest"}));
  EXPECT_EQ(one("# dockgate: expect base/digest reason=r until=2026-11-23\nFROM a:1\n", "internal"),
            (Told{"Dockerfile:1 policy/suppression-expired", "Dockerfile:2 base/digest"}));
  EXPECT_EQ(one("# dockgate: expect base/digest reason=r until=2026-11-24\nFROM a:1\n", "internal"),
            (Told{"Dockerfile:2 base/digest inline/r/2026-11-24"}));
}

TEST(Suppress, NeverWhatIsWrongWithTheFileOrTheComments) {
  EXPECT_EQ(told(run({{"Dockerfile", "# dockgate: expect input/syntax scope=file\nFROM scratch\nRUM x\n"}}),
                 {"input/", "policy/"}),
            (Told{"Dockerfile:1 policy/suppression-unused", "Dockerfile:3 input/syntax"}));
  EXPECT_EQ(one("# dockgate: expect base/digst\nFROM scratch\n"),
            Told{"Dockerfile:1 policy/suppression-invalid"});
}

// A module that two images run is expected where one of them needs it.
TEST(Suppress, IsUnusedOnlyWhereNoBuildNeedsIt) {
  const std::string code =
      "import torch\nfrom transformers import AutoModel\nAutoModel.from_pretrained('a/b')  # dockgate: "
      "expect model/revision, model/unsafe-load\n";
  const auto result = run({{"a/Dockerfile", "FROM scratch\nCOPY a.py /\nCMD [\"python\", \"/a.py\"]\n"},
                           {"a/a.py", code},
                           {"b/Dockerfile", "FROM scratch\nCOPY a.py /\n"},
                           {"b/a.py", code}},
                          "research", {"a/Dockerfile", "b/Dockerfile"});
  EXPECT_EQ(told(result, {"policy/"})[0], "a/a.py:3 policy/suppression-unused");
}

TEST(CommentRows, NameEachIdOnce) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& row : catalog::comment_rows()) {
    EXPECT_FALSE(row.rules.empty());
    for (const auto id : row.ids) EXPECT_TRUE(seen.emplace(row.tool, id).second) << id;
  }
  EXPECT_GT(seen.size(), 60u);
}

}  // namespace
}  // namespace dockgate::lint
