// The form of a policy: the reader against every key of its table, and the schema that is made from it.
#include "policy/shape.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "policy/json_schema.hpp"
#include "policy/policy_shape.hpp"
#include "schema_cases.hpp"
#include "support.hpp"
#include "text/file_trees.hpp"

namespace dockgate::policy {
namespace {

LoadResult read(const std::string& text) {
  const auto tree = text::memory_files({{".dockgate.yaml", text}, {extended_path(), extended_text()}});
  return Policy::parse(*tree->read(".dockgate.yaml"), tree.get(), ".dockgate.yaml");
}

TEST(PolicyShape, HasACaseForEveryKey) {
  EXPECT_EQ(unused_keys(), Told{});
}

TEST(PolicyShape, TakesRightValuesAndRefusesWrongOnes) {
  const auto cases = schema_cases();
  EXPECT_GT(cases.size(), 250u);
  for (const SchemaCase& one : cases) {
    const LoadResult result = read(one.json);
    EXPECT_EQ(static_cast<bool>(result), one.valid)
        << one.what << (result ? "" : "\n" + told(result.error())[0]) << "\n"
        << one.json;
  }
}

TEST(PolicyShape, SaysWhatIsWrong) {
  EXPECT_EQ(policy_problems("schema: 1\nexceptoins: []\n"),
            Told{"2:1 unknown key `exceptoins` in the policy; did you mean `exceptions`?"});
  EXPECT_EQ(
      policy_problems("schema: 1\nexceptions: [{id: a, rule: base/digest, reason: r, owner: o, ticket: t, "
                      "expires: 2026-12-31, where: {path: x}, justification: accepted}]\n"),
      Told{"2:127 has to be one of false-positive, mitigated, no-alternative, accepted-risk"});
  EXPECT_EQ(
      policy_problems(
          "schema: 1\nlists: {models: [{match: a, revision: 1234567890123456789012345678901234567890}]}\n"),
      Told{"2:39 has to stand in quotes: YAML reads it as a number"});
  EXPECT_EQ(policy_problems("schema: 1\nlists: {models: [{match: a, revision: main}]}\n"),
            Told{"2:39 has to be the 40 lower-case hex digits of a commit"});
  EXPECT_EQ(policy_problems("schema: 1\nclassify: [{boundary: research, lowers: true, label: {a: b}}]\n"),
            Told{"2:41 a label may raise a file but not lower it; use `path`"});
  EXPECT_EQ(policy_problems("schema: 1\nextends: [{sha256: '0'}]\n"),
            (Told{"2:11 an entry of `extends` lacks the key `file`",
                  "2:20 has to be the 64 lower-case hex digits of a SHA-256"}));
  EXPECT_EQ(policy_problems("schema: 1\ncomments: [hadolit]\n"),
            Told{"2:12 has to be one of dockgate, hadolint, buildkit, tally, trivy, checkov, bandit, "
                 "shellcheck; did you mean "
                 "`hadolint`?"});
  EXPECT_EQ(policy_problems("- a\n"), Told{"1:1 the policy has to be a map of keys and values"});
}

TEST(PolicyShape, RefusesKeysThatItDoesNotHave) {
  const yaml::Node node = *yaml::parse(source("a: 1\n"));
  EXPECT_THROW(Fields(node, policy_shape()).find("a"), std::logic_error);
}

TEST(PolicySchema, IsPublishedAsItIs) {
  const std::string path = std::string(DOCKGATE_SOURCE) + "/policies/policy.schema.json";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << policy_json_schema();
  std::ifstream in(path, std::ios::binary);
  const std::string published{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(published == policy_json_schema()) << path << " differs; UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace
}  // namespace dockgate::policy
