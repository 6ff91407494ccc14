#include "lint/gate.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "report/manifest.hpp"
#include "text/digest.hpp"
#include "text/file_trees.hpp"

namespace dockgate::lint {
namespace {

using Files = std::map<std::string, std::string>;

const std::string pinned =
    "FROM python:3.12@sha256:0123456789012345678901234567890123456789012345678901234567890123\nUSER 1000\n"
    "HEALTHCHECK NONE\n";

GateResult run(const Files& files, LintOptions options = {}, const GateRequest& request = {}) {
  options.today = "2026-01-01";
  const auto tree = text::memory_files(files);
  std::vector<LintInput> inputs;
  for (const auto& [path, bytes] : files)
    if (path.ends_with("Dockerfile")) inputs.push_back({tree, path, nullptr});
  return gate(std::move(inputs), options, request);
}

/// The same files with the manifest that is right for them.
Files with_manifest(Files files) {
  GateRequest request;
  request.folder = "";
  const auto result = run(files, {}, request);
  manifest::Manifest manifest;
  manifest.tool_version = "0.1.0";
  for (const auto& build : result.builds) manifest.builds.push_back(build->now);
  files[std::string(manifest::file_name)] = report::manifest_json(manifest);
  return files;
}

std::string rules_of(const GateResult& result) {
  std::string out;
  for (const auto index : result.failing) out += (out.empty() ? "" : " ") + result.lint.findings[index].rule;
  return out;
}

TEST(Gate, AcceptsWhatIsPinnedAndWrittenDown) {
  const auto result = run(with_manifest({{"Dockerfile", pinned}}));
  EXPECT_EQ(rules_of(result), "");
  EXPECT_TRUE(result.accepted);
  ASSERT_EQ(result.builds.size(), 1u);
  EXPECT_TRUE(result.builds[0]->in_manifest);
  EXPECT_EQ(result.lint.dockerfiles[0].boundary, "production");
}

TEST(Gate, RefusesWithoutAManifest) {
  const auto result = run({{"Dockerfile", pinned}});
  EXPECT_EQ(rules_of(result), "manifest/missing");
  EXPECT_FALSE(result.accepted);
  // The nearest one upward counts, and has to have this very build.
  auto files = with_manifest({{"services/api/Dockerfile", pinned}});
  EXPECT_TRUE(run(files).accepted);
  files["services/web/Dockerfile"] = pinned;
  EXPECT_EQ(rules_of(run(files)), "manifest/missing");
}

TEST(Gate, EachDifferenceFromTheManifestIsAFinding) {
  const std::string onnx("\x08\x08:\x03\x12\x01gB\x02\x10\x11", 11);
  const auto files = with_manifest({{"Dockerfile", pinned + "COPY m.onnx /m/\n"}, {"m.onnx", onnx}});
  EXPECT_TRUE(run(files).accepted) << rules_of(run(files));
  auto flipped = files;
  flipped["m.onnx"][10] = '\x10';
  const auto result = run(flipped);
  EXPECT_EQ(rules_of(result), "manifest/mismatch");
  const Finding& finding = result.lint.findings[result.failing[0]];
  EXPECT_NE(finding.message.find("sha256 of weights `m.onnx`"), std::string::npos) << finding.message;
  ASSERT_TRUE(finding.at.source);
  EXPECT_EQ(finding.at.source->path(), ".dockgate-manifest.json");
  auto gone = files;
  gone.erase("m.onnx");
  EXPECT_FALSE(run(gone).accepted);
}

TEST(Gate, ABrokenManifestIsNoPassAndNoSilence) {
  auto files = with_manifest({{"Dockerfile", pinned}});
  files[std::string(manifest::file_name)] = "{\"schema\": 1}";
  const auto result = run(files);
  EXPECT_FALSE(result.accepted);
  EXPECT_FALSE(result.lint.policy_errors.empty());
}

TEST(Gate, WhatCouldNotBeProvenFailsWhateverItsLevel) {
  auto files = with_manifest({{"Dockerfile", "ARG BASE\nFROM $BASE\nUSER 1000\n"},
                              {".dockgate.yaml", "schema: 1\nrules:\n  base/unresolved: info\n"}});
  const auto result = run(files);
  EXPECT_FALSE(result.accepted);
  EXPECT_NE(rules_of(result).find("base/unresolved"), std::string::npos) << rules_of(result);
}

TEST(Gate, NothingIsNoRelease) {
  EXPECT_FALSE(gate({}, {}, {}).accepted);
  const auto unreadable = run({{"Dockerfile", pinned}, {"b/Dockerfile", ""}});
  EXPECT_FALSE(unreadable.accepted);
}

TEST(Gate, CommentsDoNotSuppress) {
  const std::string policy =
      "schema: 1\nboundaries:\n  research: {}\n  production: {suppress-inline: allow}\nunclassified: "
      "research\n";
  const auto files =
      with_manifest({{"Dockerfile", "# dockgate ignore=base/digest: because\nFROM python:3.12\nUSER 1000\n"},
                     {".dockgate.yaml", policy}});
  const auto result = run(files);
  EXPECT_FALSE(result.accepted);
  EXPECT_NE(rules_of(result).find("base/digest"), std::string::npos) << rules_of(result);
  ASSERT_EQ(result.lint.dockerfiles.size(), 1u);
  EXPECT_EQ(result.lint.dockerfiles[0].boundary, "production") << "whatever classifies it";
}

TEST(Gate, ExceptionsOfThePolicyCount) {
  const auto files =
      with_manifest({{"Dockerfile", "FROM python:3.12\nUSER 1000\n"},
                     {".dockgate.yaml",
                      "schema: 1\nexceptions:\n  - id: EX-1\n    rule: base/digest\n    where: {path: "
                      "Dockerfile}\n    ticket: T-1\n"
                      "    reason: mirrored\n    owner: platform\n    expires: 2026-02-01\n"}});
  const auto result = run(files);
  EXPECT_TRUE(result.accepted) << rules_of(result);
}

TEST(Gate, CodeThatCannotBeFollowedFails) {
  const auto files = with_manifest({{"Dockerfile", pinned + "CMD [\"python\", \"/missing.py\"]\n"}});
  const auto result = run(files);
  EXPECT_FALSE(result.lint.not_judged.empty());
  EXPECT_FALSE(result.accepted);
}

TEST(Gate, WeightsOfAnyNameAreFound) {
  const std::string dockerfile = pinned + "COPY . /m\n";
  const std::string pickle(
      "\x80\x02"
      "cposix\nsystem\nX\x02\0\0\0id\x85R.",
      27);
  const auto result =
      run(with_manifest({{"Dockerfile", dockerfile}, {"model/weights", pickle}, {"notes", "x"}}));
  EXPECT_EQ(rules_of(result), "weights/dangerous");
  ASSERT_EQ(result.builds.size(), 1u);
  EXPECT_EQ(result.builds[0]->now.weights.size(), 1u);
}

TEST(Gate, AnImageIsComparedAndJudged) {
  const auto files = with_manifest({{"Dockerfile", pinned}});
  oci::Image image;
  image.config = "sha256:" + std::string(64, 'a');
  image.files = {{"srv/m.pkl", 5, std::string(64, 'b'), true, "pickle", "dangerous", "runs a command", true}};
  GateRequest request;
  request.image_path = "api.tar";
  request.read_image = [&](const std::vector<std::string>&) {
    return Result<std::vector<oci::Image>>(std::vector<oci::Image>{image});
  };
  const auto result = run(files, {}, request);
  EXPECT_NE(rules_of(result).find("weights/dangerous"), std::string::npos) << rules_of(result);
  EXPECT_NE(rules_of(result).find("manifest/mismatch"), std::string::npos) << "it is not in the manifest";
  request.read_image = [&](const std::vector<std::string>&) {
    return Result<std::vector<oci::Image>>::failure("no such archive");
  };
  const auto broken = run(files, {}, request);
  EXPECT_FALSE(broken.accepted);
  ASSERT_FALSE(broken.lint.not_judged.empty());
  EXPECT_EQ(broken.lint.not_judged[0].file, "api.tar");
}

TEST(Gate, AManifestWithAnImageNeedsTheImage) {
  auto files = with_manifest({{"Dockerfile", pinned}});
  auto read = manifest::read(std::make_shared<SourceFile>("m", files[std::string(manifest::file_name)]));
  ASSERT_TRUE(read);
  read->builds[0].images.emplace_back();
  read->builds[0].images[0].config = "sha256:0";
  files[std::string(manifest::file_name)] = report::manifest_json(*read);
  const auto result = run(files);
  EXPECT_EQ(rules_of(result), "manifest/mismatch");
  EXPECT_EQ(result.lint.findings[result.failing[0]].verdict, Verdict::unresolved);
}

TEST(Gate, LooksTellWhatWasAskedAndWhatWasNot) {
  const auto result = run(with_manifest({{"Dockerfile", pinned}}));
  ASSERT_EQ(result.builds.size(), 1u);
  const auto& looks = result.builds[0]->looks;
  EXPECT_TRUE(looks.held.contains({"base/digest", "Dockerfile", 0}));
  EXPECT_TRUE(looks.broken.empty());
  for (const auto& [key, held] : looks.held) {
    EXPECT_FALSE(std::get<0>(key).starts_with("model/")) << "there is no model";
    EXPECT_GT(held.facts, 0u);
  }
  EXPECT_TRUE(
      std::ranges::any_of(looks.rules, [](const auto* rule) { return rule->name == "model/revision"; }));
}

TEST(Gate, DoesNotDependOnThreads) {
  Files files;
  for (int i = 0; i < 12; ++i) files["s" + std::to_string(i) + "/Dockerfile"] = pinned;
  LintOptions many;
  many.jobs = 8;
  const auto one = run(files), other = run(files, many);
  ASSERT_EQ(one.builds.size(), 12u);
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(one.builds[i]->dockerfile, other.builds[i]->dockerfile);
  EXPECT_EQ(rules_of(one), rules_of(other));
}

}  // namespace
}  // namespace dockgate::lint
