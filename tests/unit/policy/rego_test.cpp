#include "policy/rego.hpp"

#include "support.hpp"

namespace dockgate::policy {
namespace {

std::string made(const std::string& yaml, RegoInput input = {}, std::string_view boundary = {}) {
  const PolicyPtr read = policy(yaml);
  if (!read) return {};
  input.path = "Dockerfile";
  input.today = {2026, 7, 1};
  return rego(*read, boundary.empty() ? read->strictest() : *read->find_boundary(boundary), input);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The text without comments and blank lines.
std::string code(const std::string& text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    if (!line.empty() && line[0] != '#') out += line + "\n";
    begin = end + 1;
  }
  return out;
}

TEST(Rego, CarriesWhatThePolicyFails) {
  const std::string text = made(
      "schema: 1\nlists: {registries: [registry.example.com, {match: 'ghcr.io/org/*', "
      "boundaries: [research]}]}\n");
  EXPECT_TRUE(has(text, "\"^registry\\\\.example\\\\.com(/.*)?$\"")) << text;
  EXPECT_FALSE(has(text, "ghcr\\\\.io/org")) << "not at this boundary";
  EXPECT_TRUE(has(text, "deny") && has(text, "base/registry: %s comes from %s"));
  EXPECT_TRUE(has(text, "not input.image.isCanonical"));
  EXPECT_TRUE(has(text, "package docker\n"));
}

TEST(Rego, AllowsAllWhereNothingFails) {
  const std::string text = made("schema: 1\nrules: {'base/*': off}\n");
  EXPECT_EQ(code(text),
            "package docker\ndefault allow := false\nallow if not input.image\nallow if {\n  input.image\n"
            "  count(denied) == 0\n}\ndenied := set()\n"
            "decision := {\"allow\": allow, \"deny_msg\": [msg | some msg in denied]}\n");
}

TEST(Rego, HoldsImagesToTheLock) {
  const std::vector<LockedImage> locked{{"docker.io/library/python", "3.12", {"sha256:aa", "sha256:bb"}},
                                        {"docker.io/library/none", "1", {}}};
  RegoInput input;
  input.lock_file = "dockgate.lock";
  input.locked = locked;
  const std::string policy = "schema: 1\nrules: {base/lock: error}\n";
  const std::string text = made(policy, input);
  EXPECT_TRUE(has(text, "  \"docker.io/library/python:3.12\": [\"sha256:aa\", \"sha256:bb\"],\n")) << text;
  EXPECT_FALSE(has(text, "library/none"));
  EXPECT_TRUE(has(text, "not input.image.checksum in digests"));
  EXPECT_FALSE(has(made(policy), "locked :=")) << "there is no lock";
}

TEST(Rego, SaysWhatItCannotCarry) {
  const std::string text = made(
      "schema: 1\nexceptions: [{id: E-1, rule: base/maintainer, where: {path: Dockerfile}, reason: long "
      "enough a reason, owner: a, ticket: T-1, "
      "approved-by: ops, expires: 2026-08-01}]\n");
  EXPECT_TRUE(has(text, "# - the exception E-1 to base/maintainer, until 2026-08-01")) << text;
  EXPECT_TRUE(has(text, " rules model/*\n"));
}

TEST(Rego, NothingOfAPolicyEndsACommentOrAString) {
  RegoInput input;
  input.lock_file = "a\ndefault allow := true\n#\"";
  const std::vector<LockedImage> locked{{"docker.io/x\"\n\\", "1", {"sha256:aa"}}};
  input.locked = locked;
  const std::string text = made("schema: 1\nrules: {base/lock: error}\n", input);
  EXPECT_FALSE(has(text, "\ndefault allow := true"));
  EXPECT_TRUE(has(text, "\"docker.io/x\\\"\\u000a\\\\:1\"")) << text;
}

}  // namespace
}  // namespace dockgate::policy
