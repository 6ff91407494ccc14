#include "policy/hadolint_convert.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::policy {
namespace {

constexpr const char* full =
    "ignored: [DL3008, SC2086, DL3999]\noverride:\n  error: [DL3009]\n  info: [DL3009, DL3008]\n"
    "trustedRegistries: [a.example.com, '*.example.org']\nfailure-threshold: warning\nno-fail: true\n"
    "label-schema: {author: text, it's: url}\nstrict-labels: true\n";

TEST(HadolintConvert, SaysTheSame) {
  const auto text = convert_hadolint_file(source(full, ".hadolint.yaml"));
  ASSERT_TRUE(text);
  EXPECT_EQ(
      *text,
      "# What .hadolint.yaml says, as a policy of dockgate.\n"
      "# Not taken over, since no rule of dockgate has these codes: DL3999\n"
      "# `no-fail` has no counterpart here: run `dockgate check --no-fail`.\n"
      "schema: 1\nedition: \"2026.1\"\n"
      "extends: builtin:hadolint      # [builtin:recommended, builtin:hadolint] adds dockgate's own rules\n\n"
      "boundaries:\n  production: {fail-on: warning, suppress-inline: allow}\n\n"
      "lists:\n  labels: [author, \"it's\"]\n  only-labels: [author, \"it's\"]\n"
      "  registries: [a.example.com, \"*.example.org/**\"]\n  url-labels: [\"it's\"]\n\n"
      "rules:\n  DL3008: off\n  DL3009: error\n  SC2086: off\n");
}

TEST(HadolintConvert, GivesAPolicyThatIsValidAndJudgesAlike) {
  const auto text = convert_hadolint_file(source(full, ".hadolint.yaml"));
  ASSERT_TRUE(text);
  const PolicyPtr converted = policy(*text);
  const LoadResult read = Policy::parse(source(full, ".hadolint.yaml"));
  ASSERT_TRUE(read);
  for (const Rule* rule : converted->rules()) {
    for (const Alias& alias : rule->aliases) {
      const std::vector<std::string> aliases{std::string(alias.name)};
      EXPECT_EQ(converted->level(*rule, aliases, converted->strictest(), "Dockerfile", a_day).level,
                (*read)->level(*rule, aliases, (*read)->strictest(), "Dockerfile", a_day).level)
          << rule->name << " " << alias.name;
    }
  }
  EXPECT_EQ(converted->strictest().fail_on, (*read)->strictest().fail_on);
}

TEST(HadolintConvert, TellsMistakes) {
  const auto text = convert_hadolint_file(source("ignored: DL3008\n", ".hadolint.yaml"));
  ASSERT_FALSE(text);
  EXPECT_EQ(told(text.error()).size(), 1u);
  EXPECT_FALSE(convert_hadolint_file(source("{", ".hadolint.yaml")));
  EXPECT_TRUE(convert_hadolint_file(source("", ".hadolint.yaml")));
}

}  // namespace
}  // namespace dockgate::policy
