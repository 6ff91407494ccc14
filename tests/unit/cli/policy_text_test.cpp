#include "cli/policy_text.hpp"

#include <gtest/gtest.h>

namespace dockgate::cli {
namespace {

std::string shown(const std::string& text, std::string_view path = "a/Dockerfile") {
  const auto source = std::make_shared<SourceFile>(".dockgate.yaml", text);
  const auto policy = policy::Policy::parse(source);
  EXPECT_TRUE(policy) << (policy ? "" : policy.error()[0].message);
  return policy ? policy_text(**policy, path, {2026, 11, 24}) : std::string();
}

/// Whether `text` has a line with these parts in this order.
bool has_line(const std::string& text, const std::vector<std::string>& parts) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    std::size_t at = 0;
    for (const std::string& part : parts) {
      at = at == std::string::npos ? at : line.find(part, at);
      if (at != std::string::npos) at += part.size();
    }
    if (at != std::string::npos) return true;
    begin = end + 1;
  }
  return false;
}

TEST(PolicyText, SaysWhereEachValueStands) {
  const std::string text = shown(R"(schema: 1
boundaries:
  research: {at-most: info}
  production: {fail-on: warning, exception-days: 90}
classify:
  - {boundary: research, path: "notebooks/**", lowers: true}
  - {boundary: production, any: [{branch: main}, {compose: {service: api}}]}
lists:
  models: [{match: acme/x, revision: "0f3c9b2d1b7f4b1d7b0f4e8e9b8e3a3bb4f9c012", remote-code: true}]
rules:
  base/digest: {production: error, research: "off", locked: true}
  model/unsafe-load: {effective: 2027-01-15}
overrides:
  - {path: "a/**", rules: {build/root-user: warning}}
exceptions:
  - {id: E1, rule: base/digest, reason: r, owner: o, ticket: t, expires: 2026-12-31, where: {subject: "x:1"}}
comments: [dockgate]
)");
  EXPECT_TRUE(has_line(text, {"    fail-on: warning ", "# .dockgate.yaml:4"})) << text;
  EXPECT_TRUE(has_line(text, {"    fail-on: error ", "# built-in"}));
  EXPECT_TRUE(has_line(text, {"    exception-days: 90 ", "# .dockgate.yaml:4"}));
  EXPECT_TRUE(has_line(
      text, {"- {boundary: research, lowers: true, path: [\"notebooks/**\"]}", "# .dockgate.yaml:6"}));
  EXPECT_TRUE(
      has_line(text, {"any: [{branch: [main]}, {compose: {service: [api]}}]}", "# .dockgate.yaml:7"}));
  EXPECT_TRUE(
      has_line(text, {"revision: \"0f3c9b2d1b7f4b1d7b0f4e8e9b8e3a3bb4f9c012\", remote-code: true}", ":9"}));
  EXPECT_TRUE(has_line(text, {"    research: \"off\" ", "# .dockgate.yaml:11"}));
  EXPECT_TRUE(has_line(text, {"    locked: true ", "# .dockgate.yaml:11"}));
  EXPECT_TRUE(has_line(text, {"    production: warning", "an error from 2027-01-15"}));
  EXPECT_TRUE(
      has_line(text, {"  build/root-user: {research: info, production: warning} ", "# .dockgate.yaml:14"}));
  EXPECT_TRUE(has_line(text, {"  model/revision: {research: info, production: error} ", "# built-in"}));
  EXPECT_TRUE(has_line(text, {"{id: E1, rule: base/digest, owner: o, expires: 2026-12-31", "37 days left"}));
  EXPECT_TRUE(has_line(text, {"comments: [dockgate]"}));
}

TEST(PolicyText, HoldsForOneFile) {
  const std::string policy = "schema: 1\noverrides: [{path: 'a/**', rules: {build/root-user: style}}]\n";
  EXPECT_TRUE(has_line(shown(policy), {"  build/root-user: style ", "# .dockgate.yaml:2"}));
  EXPECT_FALSE(has_line(shown(policy, "b/Dockerfile"), {"  build/root-user: style"}));
}

}  // namespace
}  // namespace dockgate::cli
