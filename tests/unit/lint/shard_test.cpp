#include "lint/shard.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/json.hpp"
#include "report/merge.hpp"
#include "text/file_trees.hpp"

namespace dockgate::lint {
namespace {

TEST(Shard, ReadsAPartAndHowManyThereAre) {
  const auto shard = read_shard("2/8");
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->number, 2u);
  EXPECT_EQ(shard->of, 8u);
  for (const char* bad : {"", "1", "/", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "1 /2", "a/b", "1/65537",
                          "1/99999999999999999999"})
    EXPECT_FALSE(read_shard(bad)) << bad;
}

std::vector<LintInput> many(const std::shared_ptr<const FileTree>& tree, std::size_t count) {
  std::vector<LintInput> inputs;
  for (std::size_t i = 0; i < count; ++i)
    inputs.push_back({tree, "d" + std::to_string(i) + "/Dockerfile", nullptr});
  return inputs;
}

TEST(Shard, EveryInputIsInOne) {
  const auto tree = text::memory_files({});
  std::set<std::string> seen;
  for (std::size_t number = 1; number <= 3; ++number) {
    auto inputs = many(tree, 300);
    keep_shard(inputs, {number, 3});
    EXPECT_GT(inputs.size(), 60u);
    for (const LintInput& input : inputs) EXPECT_TRUE(seen.insert(input.path).second);
  }
  EXPECT_EQ(seen.size(), 300u);
}

TEST(Shard, TheShardsTogetherAreTheRun) {
  std::map<std::string, std::string> files;
  for (int i = 0; i < 40; ++i) {
    files["d" + std::to_string(i) + "/Dockerfile"] =
        "FROM python:" + std::to_string(i) + "\nCOPY app.py /\nCMD [\"python\", \"/app.py\"]\n";
    files["d" + std::to_string(i) + "/app.py"] =
        "from transformers import AutoModel\nAutoModel.from_pretrained('org/m" + std::to_string(i) + "')\n";
  }
  const auto tree = text::memory_files(files);
  LintOptions options;
  const std::string whole = report::json_report(check(many(tree, 40), options), {});
  std::vector<std::pair<std::string, std::string>> parts;
  for (std::size_t number = 1; number <= 4; ++number) {
    auto inputs = many(tree, 40);
    keep_shard(inputs, {number, 4});
    options.part = true;
    parts.emplace_back(std::to_string(number), report::json_report(check(inputs, options), {}));
  }
  const auto merged = report::merge_results(parts);
  ASSERT_TRUE(merged);
  // The order of Dockerfiles is that of the inputs, which are not sorted here.
  const auto sorted = [](const std::string& text) {
    auto json = nlohmann::json::parse(text);
    std::sort(json["dockerfiles"].begin(), json["dockerfiles"].end());
    return json;
  };
  EXPECT_EQ(sorted(merged->text), sorted(whole));
}

}  // namespace
}  // namespace dockgate::lint
