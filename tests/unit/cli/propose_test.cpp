#include "cli/propose.hpp"

#include <gtest/gtest.h>

#include "policy/policy.hpp"
#include "text/file_trees.hpp"

namespace dockgate::cli {
namespace {

policy::PolicyPtr valid(const Proposal& proposal) {
  const policy::LoadResult loaded =
      policy::Policy::parse(std::make_shared<SourceFile>(".dockgate.yaml", proposal.text));
  if (loaded) return *loaded;
  for (const Problem& problem : loaded.error()) ADD_FAILURE() << problem.message << "\n" << proposal.text;
  return nullptr;
}

std::string boundary(const policy::Policy& policy, const std::string& path,
                     const std::string& invocation = {}) {
  policy::ClassifyInput input;
  input.path = path;
  input.invocation = invocation;
  return policy.classify(input).boundary->name;
}

TEST(Propose, AnEmptyTreeGivesAValidPolicy) {
  const Proposal proposal = propose(*text::memory_files({{"README.md", "x"}}));
  EXPECT_TRUE(proposal.found.empty());
  const auto policy = valid(proposal);
  ASSERT_TRUE(policy);
  EXPECT_EQ(boundary(*policy, "Dockerfile"), "production");
}

TEST(Propose, FoldersGiveBoundaries) {
  const Proposal proposal = propose(*text::memory_files({{"notebooks/Dockerfile", "FROM scratch\n"},
                                                         {"ml/Experiments/a/Dockerfile", "FROM scratch\n"},
                                                         {"tools/Dockerfile", "FROM scratch\n"},
                                                         {"services/api/Dockerfile", "FROM scratch\n"},
                                                         {"compose.yaml", "services: {}\n"}}));
  const auto policy = valid(proposal);
  ASSERT_TRUE(policy);
  EXPECT_EQ(boundary(*policy, "notebooks/Dockerfile"), "research");
  EXPECT_EQ(boundary(*policy, "ml/Experiments/a/Dockerfile"), "research");
  EXPECT_EQ(boundary(*policy, "tools/Dockerfile"), "internal");
  EXPECT_EQ(boundary(*policy, "services/api/Dockerfile"), "production");
  EXPECT_EQ(boundary(*policy, "tools/Dockerfile", "compose service tool"), "production")
      << "the strictest wins";
  EXPECT_EQ(proposal.found.size(), 4u);
}

// A name must not become a glob or break the quotes.
TEST(Propose, LeavesOutNamesThatCannotBeWritten) {
  const Proposal proposal = propose(*text::memory_files(
      {{"a\"]}/notebooks/Dockerfile", "FROM scratch\n"}, {"[x]/tools/Dockerfile", "FROM scratch\n"}}));
  EXPECT_TRUE(proposal.found.empty());
  EXPECT_TRUE(valid(proposal));
}

}  // namespace
}  // namespace dockgate::cli
