#include "policy/hadolint_file.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::policy {
namespace {

LoadResult load(std::string text) {
  return Policy::parse(source(std::move(text), ".hadolint.yaml"));
}
PolicyPtr policy_of(std::string text) {
  const LoadResult result = load(std::move(text));
  EXPECT_TRUE(result) << told(result.error()).front();
  return result ? *result : Policy::builtin();
}
std::vector<std::string> mistakes(std::string text) {
  const LoadResult result = load(std::move(text));
  return result ? std::vector<std::string>{} : told(result.error());
}
int level(const Policy& policy, const char* code) {
  const std::vector<std::string> aliases{code};
  return policy.level(*policy.find_rule(code), aliases, policy.strictest(), "Dockerfile", a_day).level;
}
constexpr int error = static_cast<int>(Severity::error), warning = static_cast<int>(Severity::warning),
              info = static_cast<int>(Severity::info), style = static_cast<int>(Severity::style), off = -1;

TEST(HadolintFile, IsKnownByItsName) {
  EXPECT_TRUE(is_hadolint_file("a/.hadolint.yaml"));
  EXPECT_TRUE(is_hadolint_file("hadolint.yml"));
  EXPECT_FALSE(is_hadolint_file(".dockgate.yaml"));
}

TEST(HadolintFile, HasTheLevelsOfHadolint) {
  for (const char* text : {"", "{}", "# nothing\n", "unknown-key: 1\n"}) {
    const auto policy = policy_of(text);
    EXPECT_EQ(level(*policy, "DL3008"), warning) << text;
    EXPECT_EQ(level(*policy, "DL3057"), off) << text;
    EXPECT_EQ(policy->find_rule("model/revision")->kind, "model");
    EXPECT_EQ(policy->strictest().fail_on, Severity::info);
    EXPECT_EQ(policy->strictest().suppress_inline, InlineSuppression::allow);
    EXPECT_FALSE(policy->strictest().never_fails);
  }
}

TEST(HadolintFile, ChangesLevels) {
  const auto policy = policy_of(
      "ignored: [DL3008, DL9999, SC2086]\noverride:\n  error: [DL3009, DL3015]\n  info: [DL3015]\n  style: "
      "[DL3057]\n"
      "  warning: [DL3008]\n");
  EXPECT_EQ(level(*policy, "DL3009"), error);
  EXPECT_EQ(level(*policy, "DL3015"), error) << "the stricter one wins";
  EXPECT_EQ(level(*policy, "DL3057"), style) << "turned on";
  EXPECT_EQ(level(*policy, "DL3008"), off) << "ignored wins";
  EXPECT_EQ(level(*policy, "DL3014"), warning);
}

TEST(HadolintFile, KeepsRulesWithSeveralNamesApart) {
  const auto policy = policy_of("ignored: [DL3061]\noverride: {info: [DL4003]}\n");
  EXPECT_EQ(level(*policy, "DL3061"), off);
  EXPECT_EQ(level(*policy, "DL1000"), error);
  EXPECT_EQ(level(*policy, "DL4003"), info);
  EXPECT_EQ(level(*policy, "DL4004"), error);
}

TEST(HadolintFile, ListsRegistriesAndLabels) {
  const auto policy = policy_of(
      "trustedRegistries: [a.example.com, '*.example.org', hub.docker.com]\nstrict-labels: true\n"
      "label-schema: {author: text, source: url, version: semver}\n");
  const auto& boundary = policy->strictest();
  const auto trusted = [&](const char* name) {
    return policy->match("registries", name, "", boundary) != nullptr;
  };
  EXPECT_TRUE(trusted("a.example.com/x"));
  EXPECT_TRUE(trusted("b.example.org/x/y"));
  EXPECT_TRUE(trusted("docker.io/library/x"));
  EXPECT_FALSE(trusted("example.org/x"));
  EXPECT_FALSE(trusted("a.example.com.evil.example/x"));
  EXPECT_EQ(policy->entries_without("labels", std::vector<std::string>{"author"}, boundary),
            "source, version");
  EXPECT_NE(policy->match("url-labels", "source", "", boundary), nullptr);
  EXPECT_NE(policy->match("only-labels", "author", "", boundary), nullptr);
  EXPECT_EQ(policy->match("only-labels", "other", "", boundary), nullptr);
  EXPECT_TRUE(policy_of("strict-labels: true\n")->has_entries("only-labels"));
}

TEST(HadolintFile, SaysWhenTheRunFails) {
  EXPECT_EQ(policy_of("failure-threshold: error\n")->strictest().fail_on, Severity::error);
  EXPECT_EQ(policy_of("failure-threshold: none\n")->strictest().fail_on, Severity::style);
  EXPECT_TRUE(policy_of("no-fail: true\n")->strictest().never_fails);
  EXPECT_EQ(policy_of("disable-ignore-pragma: true\n")->strictest().suppress_inline,
            InlineSuppression::forbid);
}

TEST(HadolintFile, TellsMistakes) {
  EXPECT_EQ(mistakes("ignored: DL3008\n"), (Told{"1:10 `ignored` has to be a list, such as `[DL3008]`"}));
  EXPECT_EQ(mistakes("trustedRegistries: a.example.com\n").size(), 1u);
  EXPECT_EQ(mistakes("no-fail: maybe\n"), (Told{"1:10 `no-fail` has to be true or false"}));
  EXPECT_EQ(
      mistakes("failure-threshold: eror\n"),
      (Told{"1:20 `failure-threshold` has to be error, warning, info, style, ignore or none; did you mean "
            "`error`?"}));
  EXPECT_EQ(mistakes("label-schema: {a: semverr}\n"),
            (Told{"1:19 a label is of type text, url, rfc3339, spdx, hash, semver or email; did you mean "
                  "`semver`?"}));
  EXPECT_EQ(mistakes("- a\n").size(), 1u);
  EXPECT_EQ(mistakes("override: [DL3008]\n").size(), 1u);
}

}  // namespace
}  // namespace dockgate::policy
