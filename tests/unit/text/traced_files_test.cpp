#include "text/traced_files.hpp"

#include <map>

#include <gtest/gtest.h>

#include "text/file_trees.hpp"

namespace dockgate::text {
namespace {

using Files = std::map<std::string, std::string>;

bool holds(const TracedFiles& traced, Files files) {
  return traced.holds(*memory_files(std::move(files)));
}

TEST(TracedFiles, RestOnWhatWasAskedAlone) {
  const Files files{{"a", "1"}, {"b", "2"}, {"sub/c", "3"}};
  TracedFiles traced(memory_files(files));
  EXPECT_EQ((*traced.read("a", 100))->bytes(), "1");
  EXPECT_TRUE(holds(traced, files));
  EXPECT_TRUE(holds(traced, {{"a", "1"}, {"b", "other"}}));
  EXPECT_FALSE(holds(traced, {{"a", "other"}, {"b", "2"}}));
  EXPECT_FALSE(holds(traced, {{"b", "2"}}));
}

TEST(TracedFiles, RememberWhatIsMissingAndWhatAFolderHolds) {
  TracedFiles traced(memory_files({{"sub/c", "3"}}));
  EXPECT_EQ(traced.kind("x"), std::nullopt);
  EXPECT_FALSE(traced.read("y", 100));
  ASSERT_TRUE(traced.list("sub"));
  EXPECT_TRUE(holds(traced, {{"sub/c", "another text"}}));
  EXPECT_FALSE(holds(traced, {{"sub/c", "3"}, {"x", ""}}));
  EXPECT_FALSE(holds(traced, {{"sub/c", "3"}, {"y", ""}}));
  EXPECT_FALSE(holds(traced, {{"sub/c", "3"}, {"sub/d", ""}}));
}

TEST(TracedFiles, SubtreesBelongToTheTrace) {
  TracedFiles traced(memory_files({{"sub/deep/c", "3"}}));
  const auto deep = traced.subtree("sub")->subtree("deep");
  EXPECT_EQ((*deep->read("c", 100))->bytes(), "3");
  EXPECT_TRUE(holds(traced, {{"sub/deep/c", "3"}}));
  EXPECT_FALSE(holds(traced, {{"sub/deep/c", "4"}}));
  // They see what is laid over later.
  traced.stop();
  traced.lay_over(memory_files({{"sub/deep/c", "5"}}));
  EXPECT_EQ((*deep->read("c", 100))->bytes(), "5");
  EXPECT_TRUE(holds(traced, {{"sub/deep/c", "3"}})) << "nothing is written down any more";
}

TEST(TracedFiles, AMappedFileIsNoAnswerToCompare) {
  TracedFiles traced(memory_files({{"a", "1"}}));
  EXPECT_TRUE(traced.map("a"));
  EXPECT_FALSE(holds(traced, {{"a", "1"}}));
}

}  // namespace
}  // namespace dockgate::text
