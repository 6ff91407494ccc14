#include "report/facts_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dockgate::report {
namespace {

using nlohmann::json;

TEST(FactsJson, HasTheShapeThatCallersRelyOn) {
  const auto dockerfile = std::make_shared<SourceFile>("Dockerfile", "FROM python:3\nCMD python a.py\n");
  facts::BuildFacts facts;
  facts.dockerfile = "Dockerfile";
  facts.context = ".";
  facts.stages.push_back({0, "", 1, "python:3", true});
  facts::ImageFact image;
  image.at = {dockerfile, {5, 13}};
  image.text = image.resolved = "python:3";
  image.role = "FROM";
  image.tag = "3";
  image.state = facts::ImageState::tag;
  image.maintainer = "docker-official";
  facts.images.push_back(image);
  facts::ModelFact model;
  model.at = {dockerfile, {14, 17}};
  model.api = "transformers.AutoModel.from_pretrained";
  model.id = "org/name";
  model.id_state = facts::IdState::known;
  model.revision_state = facts::RevisionState::absent;
  model.remote_code = facts::Known::yes;
  model.phase = facts::Phase::start;
  model.trace.push_back({{dockerfile, {14, 29}}, "CMD runs a.py"});
  facts.models.push_back(model);
  facts::LoadFact load;
  load.at = {dockerfile, {14, 17}};
  load.api = "torch.load";
  load.safe = facts::Known::unresolved;
  facts.loads.push_back(load);
  const FactsEntry entry{&facts, "production"};
  const json out = json::parse(facts_json({&entry, 1}));
  EXPECT_EQ(out["schema"], "dockgate.facts/1");
  const json& build = out["builds"][0];
  EXPECT_EQ(build["boundary"], "production");
  EXPECT_EQ(build["stages"][0]["base"], "python:3");
  EXPECT_EQ(build["images"][0]["used_by"], "FROM");
  EXPECT_EQ(build["images"][0]["state"], "tag");
  EXPECT_EQ(build["images"][0]["maintainer"], "docker-official");
  EXPECT_TRUE(build["images"][0]["digest"].is_null());
  EXPECT_EQ(build["models"][0]["line"], 2);
  EXPECT_TRUE(build["models"][0]["revision"].is_null());
  EXPECT_EQ(build["models"][0]["revision_state"], "absent");
  EXPECT_EQ(build["models"][0]["remote_code"], "yes");
  EXPECT_EQ(build["models"][0]["phase"], "start");
  EXPECT_EQ(build["models"][0]["trace"][0]["what"], "CMD runs a.py");
  EXPECT_EQ(build["loads"][0]["safety"], "unresolved");
}

}  // namespace
}  // namespace dockgate::report
