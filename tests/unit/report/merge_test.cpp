#include "report/merge.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dockgate::report {
namespace {

using Json = nlohmann::json;

std::string result(const std::string& findings, const std::string& outcome = "", int files = 1,
                   const std::string& dockerfiles = R"({"path": "Dockerfile"})") {
  return R"({"schema": "dockgate.findings/1", "dockerfiles": [)" + dockerfiles + R"(], "findings": [)" +
         findings + R"(], "not_judged": [], "skipped": [], "outcome": [)" + outcome +
         R"(], "summary": {"suppressed": 1, "files": )" + std::to_string(files) + "}}";
}

std::string finding(const std::string& file, int line, const std::string& rule,
                    const std::string& more = "") {
  return R"({"rule": ")" + rule + R"(", "severity": "error", "verdict": "refuted", "file": ")" + file +
         R"(", "line": )" + std::to_string(line) + R"(, "column": 1, "suppressed": null)" + more + "}";
}

TEST(Merge, OrdersFindingsAndCountsAnew) {
  const auto merged =
      merge_results({{"a", result(finding("b/Dockerfile", 3, "x") + "," + finding("b/Dockerfile", 10, "a"),
                                  "\"violated\"")},
                     {"b", result(finding("a/Dockerfile", 9, "x") + "," + finding("b/Dockerfile", 3, "w"), "",
                                  2, R"({"path": "Dockerfile"}, {"path": "a/Dockerfile"})")}});
  ASSERT_TRUE(merged);
  const Json out = Json::parse(merged->text);
  std::vector<std::string> order;
  for (const Json& item : out["findings"])
    order.push_back(item["file"].get<std::string>() + ":" + std::to_string(item["line"].get<int>()) +
                    item["rule"].get<std::string>());
  EXPECT_EQ(order, (std::vector<std::string>{"a/Dockerfile:9x", "b/Dockerfile:3w", "b/Dockerfile:3x",
                                             "b/Dockerfile:10a"}));
  EXPECT_EQ(out["summary"], (Json{{"error", 4},
                                  {"warning", 0},
                                  {"info", 0},
                                  {"style", 0},
                                  {"unresolved", 0},
                                  {"suppressed", 2},
                                  {"dockerfiles", 2},
                                  {"files", 3}}));
  EXPECT_EQ(out["outcome"], (Json{"violated"}));
  EXPECT_TRUE(merged->outcome.violated);
  EXPECT_FALSE(merged->outcome.not_judged);
}

TEST(Merge, WhatSeveralRunsSayIsThereOnce) {
  const std::string twice = finding("p.yaml", 1, "x"), other = finding("p.yaml", 1, "x", R"(, "help": "h")");
  const auto merged = merge_results({{"a", result(twice)}, {"b", result(other)}, {"c", result(twice)}});
  ASSERT_TRUE(merged);
  EXPECT_EQ(Json::parse(merged->text)["findings"].size(), 2u);
}

TEST(Merge, SaysWhichOutputItCannotRead) {
  const std::vector<std::string> wrong{"",
                                       "[]",
                                       "{}",
                                       "null",
                                       R"({"schema": "dockgate.findings/1"})",
                                       R"({"schema": 1, "findings": 2})",
                                       std::string(100'000, '[')};
  for (const std::string& bad : wrong) {
    const auto merged = merge_results({{"good.json", result("")}, {"bad.json", bad}});
    ASSERT_FALSE(merged) << bad.substr(0, 40);
    EXPECT_EQ(merged.error(), "bad.json is no output of `check --format json`");
  }
}

TEST(Merge, StandsOddMembers) {
  const auto merged =
      merge_results({{"a", result(R"(1, null, "x", [], {"file": 3, "line": "a"})", "3, \"violated\"")}});
  ASSERT_TRUE(merged);
  EXPECT_TRUE(merged->outcome.violated);
  EXPECT_EQ(Json::parse(merged->text)["findings"].size(), 5u);
}

}  // namespace
}  // namespace dockgate::report
