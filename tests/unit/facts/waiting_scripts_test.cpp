#include <algorithm>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

using test::facts_of;

TEST(WaitingScripts, AreReadAndSaySo) {
  const auto facts = facts_of({{"Dockerfile", "FROM ubuntu\nCOPY . /w\n"},
                               {"tools/fetch.sh", "set -e\nwget https://example.com/net.pth\n"}});
  ASSERT_EQ(facts.models.size(), 1u);
  const auto& model = facts.models[0];
  EXPECT_EQ(test::where(model.at), "tools/fetch.sh:2");
  EXPECT_FALSE(model.reached);
  ASSERT_FALSE(model.trace.empty());
  EXPECT_EQ(test::where(model.trace[0].at), "Dockerfile:2");
  ASSERT_EQ(facts.code.size(), 1u);
  EXPECT_EQ(facts.code[0].file, "tools/fetch.sh");
  EXPECT_FALSE(facts.code[0].reached);
  EXPECT_TRUE(std::none_of(facts.commands.begin(), facts.commands.end(),
                           [](const CommandFact& command) { return command.program == "wget"; }));
}

TEST(WaitingScripts, OneThatRunsIsReached) {
  const auto facts = facts_of({{"Dockerfile", "FROM ubuntu\nCOPY . /w\nRUN sh /w/fetch.sh\n"},
                               {"fetch.sh", "wget https://example.com/net.pth\n"}});
  ASSERT_EQ(facts.models.size(), 1u);
  EXPECT_TRUE(facts.models[0].reached);
}

TEST(WaitingScripts, OneThatDoesNotShipIsNotRead) {
  const auto facts = facts_of({{"Dockerfile", "FROM ubuntu\nCOPY app /w\n"},
                               {"app/a.txt", ""},
                               {"fetch.sh", "wget https://example.com/net.pth\n"}});
  EXPECT_TRUE(facts.models.empty());
}

}  // namespace
}  // namespace dockgate::facts
