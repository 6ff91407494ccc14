#include "catalog/index.hpp"

#include <set>

#include <gtest/gtest.h>

namespace dockgate::catalog {
namespace {

const Index& index() {
  static const Index built(std::span(&builtin(), 1));
  return built;
}

TEST(CatalogIndex, TheMostSpecificPatternWins) {
  const auto* pipeline = index().model("transformers.pipeline", {}, false);
  ASSERT_NE(pipeline, nullptr);
  EXPECT_EQ(pipeline->id.at, 1);
  const auto* peft = index().model("peft.PeftModelForCausalLM.from_pretrained", {}, false);
  ASSERT_NE(peft, nullptr);
  EXPECT_EQ(peft->artifact, "adapter");
  EXPECT_EQ(peft->id.at, 1);
}

TEST(CatalogIndex, FollowsBases) {
  const std::vector<std::string> bases = {"transformers.PreTrainedModel"};
  EXPECT_NE(index().model("app.net.Net.from_pretrained", bases, false), nullptr);
  EXPECT_EQ(index().model("app.net.Net.from_pretrained", {}, false), nullptr);
  const std::vector<std::string> whisper = {"faster_whisper.WhisperModel"};
  const auto* row = index().model("app.asr.Model", whisper, false);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->revision.at, 9);
}

TEST(CatalogIndex, GuessesOnlyWhenAsked) {
  EXPECT_EQ(index().model(".from_pretrained", {}, false), nullptr);
  ASSERT_NE(index().model(".from_pretrained", {}, true), nullptr);
  EXPECT_TRUE(index().model(".from_pretrained", {}, true)->unknown_receiver);
  EXPECT_EQ(index().model(".encode", {}, true), nullptr);
}

TEST(CatalogIndex, KnowsLoads) {
  ASSERT_NE(index().load("torch.load"), nullptr);
  ASSERT_NE(index().load("pickle.load"), nullptr);
  EXPECT_EQ(index().load("json.load"), nullptr);
  EXPECT_EQ(index().load("app.load"), nullptr);
}

TEST(CatalogIndex, RowsOfAPolicyComeFirst) {
  static constexpr std::array<std::string_view, 1> calls = {"transformers.pipeline"};
  std::array<ModelApi, 1> rows;
  rows[0].calls = calls;
  rows[0].artifact = "own";
  const std::array<Tables, 2> sources = {Tables{rows, {}, {}, {}, {}, {}, {}, {}}, builtin()};
  const Index both(sources);
  ASSERT_NE(both.model("transformers.pipeline", {}, false), nullptr);
  EXPECT_EQ(both.model("transformers.pipeline", {}, false)->artifact, "own");
}

TEST(CatalogIndex, SortsOutFilesThatCannotMatter) {
  const auto matters = [](std::string_view text) { return index().mentions(text).matters; };
  EXPECT_TRUE(matters("x = Foo.from_pretrained(y)"));
  EXPECT_TRUE(matters("import torch\ntorch.load(f)"));
  EXPECT_TRUE(matters("from pickle import load\nload(f)"));
  EXPECT_FALSE(matters("import json\njson.load(f)"));
  EXPECT_FALSE(matters(""));
  EXPECT_FALSE(matters("def main():\n    print('hello')\n"));
  EXPECT_FALSE(matters("my_from_pretrained_x = 1")) << "only whole identifiers count";
  EXPECT_FALSE(matters("# waits for all requests\nx.get(y)")) << "prose";
  EXPECT_TRUE(matters("import os, requests\nx.get(y)"));
  EXPECT_TRUE(matters("from a import (\n  b as c,\n  requests as r,\n)\nr.get(y)"));
  EXPECT_TRUE(matters("from a import *\nrequests.get(y)"));
  EXPECT_TRUE(matters("r = a.requests\nr.get(y)"));
  EXPECT_TRUE(matters("r = import_it('requests')\nr.get(y)"));
  EXPECT_TRUE(matters("from requests_toolbelt import x\nx.get(y)"));
  EXPECT_TRUE(matters("text.replace('check_torch_load_is_safe()', '')"));
}

TEST(CatalogIndex, AsksForTheLibraryBesideACommonName) {
  const auto names = [](std::string_view last) {
    const auto libraries = index().libraries_of(last);
    return std::set<std::string_view>(libraries.begin(), libraries.end());
  };
  EXPECT_TRUE(names("load").contains("torch"));
  EXPECT_TRUE(names("get").contains("requests"));
  EXPECT_TRUE(names("run").contains("subprocess"));
  EXPECT_TRUE(names("replace").contains("check_torch_load_is_safe")) << "what an edit of a guard has to name";
  EXPECT_TRUE(names("from_pretrained").empty()) << "says enough by itself";
  EXPECT_TRUE(names("nobody_calls_this").empty());
}

TEST(BuiltinCatalog, HasEnoughRowsAndNoDoublePattern) {
  const auto& tables = builtin();
  EXPECT_GE(tables.models.size(), 80u);
  EXPECT_GE(tables.loads.size(), 15u);
  EXPECT_GE(tables.runners.size(), 20u);
  std::set<std::string_view> seen;
  for (const auto& row : tables.models)
    for (const auto call : row.calls) EXPECT_TRUE(seen.insert(call).second) << call << " stands twice";
  seen.clear();
  for (const auto& row : tables.loads)
    for (const auto call : row.calls) EXPECT_TRUE(seen.insert(call).second) << call << " stands twice";
}

TEST(BuiltinCatalog, EachRowOfAnApiHasExamples) {
  for (const auto& row : builtin().models) {
    const auto name = row.calls.empty() ? row.methods.front() : row.calls.front();
    EXPECT_FALSE(row.good.empty()) << name;
    EXPECT_FALSE(row.bad.empty()) << name;
  }
  for (const auto& row : builtin().loads) {
    EXPECT_FALSE(row.good.empty()) << row.calls.front();
    EXPECT_FALSE(row.bad.empty()) << row.calls.front();
  }
}

}  // namespace
}  // namespace dockgate::catalog
