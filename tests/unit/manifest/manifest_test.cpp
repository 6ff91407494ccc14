#include "manifest/manifest.hpp"

#include <gtest/gtest.h>

#include "report/manifest.hpp"

namespace dockgate::manifest {
namespace {

constexpr std::string_view digest = "0123456789012345678901234567890123456789012345678901234567890123";
constexpr std::string_view other = "1111111111111111111111111111111111111111111111111111111111111111";

Manifest sample() {
  Manifest out;
  out.tool_version = "0.1.0";
  Build build;
  build.dockerfile = "services/api/Dockerfile";
  build.context = "services/api";
  build.policy = {".dockgate.yaml", std::string(digest)};
  build.base_images = {{"FROM", "docker.io/library/python:3.12@sha256:" + std::string(digest),
                        "sha256:" + std::string(digest), true},
                       {"COPY", "docker.io/library/busybox", "", false}};
  build.models = {{"model", "some-org/extractor", false, std::string(40, 'a'), "commit", "no"},
                  {"model", "/srv/models/local \"x\"", true, "", "not-needed", "no"}};
  build.weights = {{"models/a.safetensors", "safetensors", 2147483648, std::string(digest), "clean"}};
  build.code = {{"models/modeling_x.py", std::string(digest), "models", "Ada", "2026-01-01", "2026-07-01",
                 "some-org/extractor", std::string(40, 'b')},
                {"models/plain.py", std::string(digest), "models", "", "", "", "", ""}};
  ShippedImage image;
  image.platform = "linux/amd64";
  image.config = "sha256:" + std::string(digest);
  image.manifest = "sha256:" + std::string(other);
  image.layers = {"sha256:" + std::string(digest)};
  image.weights = {{"srv/a.safetensors", "safetensors", 5, std::string(digest), "clean"}};
  image.models = {
      {"model", "some-org/extractor", std::string(40, 'a'), {{"model.safetensors", std::string(digest)}}}};
  build.images = {image};
  out.builds = {build};
  return out;
}

Result<Manifest, std::vector<Problem>> parse(const std::string& text) {
  return read(std::make_shared<SourceFile>(".dockgate-manifest.json", text));
}

TEST(Manifest, IsReadAsItWasWritten) {
  const auto text = report::manifest_json(sample());
  const auto read_back = parse(text);
  ASSERT_TRUE(read_back) << read_back.error().front().message;
  EXPECT_EQ(report::manifest_json(*read_back), text);
  EXPECT_TRUE(compare(sample(), *read_back).empty());
  EXPECT_EQ(report::manifest_json(sample()), text) << "the same bytes each time";
}

TEST(Manifest, HostileTextsSurvive) {
  auto manifest = sample();
  manifest.builds[0].weights[0].path = "a\n\"\\\x1b[31m\xe2\x80\xae</script>.bin";
  manifest.builds[0].code[0].reviewer = "{\"a\": 1}";
  const auto read_back = parse(report::manifest_json(manifest));
  ASSERT_TRUE(read_back) << read_back.error().front().message;
  EXPECT_EQ(read_back->builds[0].weights[0].path, manifest.builds[0].weights[0].path);
  EXPECT_TRUE(compare(manifest, *read_back).empty());
  auto changed = manifest;
  changed.builds[0].weights[0].sha256 = other;
  const auto differences = compare(manifest, changed);
  ASSERT_EQ(differences.size(), 1u);
  for (const auto& text : {report::differences_text(differences), in_words(differences[0])}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  }
}

TEST(Manifest, MistakesAreAllReportedWithPlaces) {
  const auto read_back = parse(R"({"schema": "dockgate.manifest/2", "tool": {"name": "x"},
 "builds": [{"dockerfile": "Dockerfile", "context": ".", "policy": {"name": "p", "sha256": "abc"},
  "base_images": {}, "models": [], "weights": [{"path": "a", "format": "f", "bytes": -1, "sha256": "", "verdict": "fine"}],
  "code": [], "images": [], "extra": 1}]})");
  ASSERT_FALSE(read_back);
  std::string all;
  for (const auto& problem : read_back.error()) all += problem.message + "\n";
  for (const char* expected :
       {"dockgate.manifest/1", "version", "64 lower-case", "`base_images`", "`bytes`", "`verdict`", "extra"})
    EXPECT_NE(all.find(expected), std::string::npos) << expected << "\n" << all;
  EXPECT_FALSE(parse("[1"));
  EXPECT_FALSE(parse(""));
}

TEST(Manifest, ABuildThatStandsTwiceIsAMistake) {
  auto manifest = sample();
  manifest.builds.push_back(manifest.builds[0]);
  EXPECT_FALSE(parse(report::manifest_json(manifest)));
}

std::vector<Difference> after(void (*change)(Build&)) {
  const auto before = parse(report::manifest_json(sample()));
  auto now = sample();
  change(now.builds[0]);
  return compare(*before, now);
}

TEST(Compare, SaysWhichFieldOfWhatHasChanged) {
  const auto differences = after([](Build& build) { build.weights[0].sha256 = other; });
  ASSERT_EQ(differences.size(), 1u);
  const auto& one = differences.front();
  EXPECT_EQ(one.kind, Difference::Kind::changed);
  EXPECT_EQ(one.build, "services/api/Dockerfile");
  EXPECT_EQ(one.what, "weights `models/a.safetensors`");
  EXPECT_EQ(one.field, "sha256");
  EXPECT_EQ(one.before, digest);
  EXPECT_EQ(one.after, other);
  ASSERT_TRUE(one.at.source);
  const auto line = one.at.source->line_of(one.at.span.begin);
  EXPECT_NE(one.at.source->bytes().find("a.safetensors"), std::string_view::npos);
  EXPECT_NE(std::string(one.at.source->text(one.at.source->line_span(line))).find('{'), std::string::npos);
  EXPECT_EQ(in_words(one), "sha256 of weights `models/a.safetensors` is `" + std::string(other) +
                               "`, and the manifest says `" + std::string(digest) + "`");
}

TEST(Compare, EveryFieldCounts) {
  EXPECT_EQ(after([](Build& b) { b.policy.sha256 = other; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.context = "."; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.base_images[0].digest = ""; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.base_images[0].reference = "x"; }).size(), 2u) << "one goes, one comes";
  EXPECT_EQ(after([](Build& b) { b.models[0].revision = "main"; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.models[0].remote_code = "yes"; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.weights[0].bytes += 1; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.weights[0].verdict = "dangerous"; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.weights.clear(); }).front().kind, Difference::Kind::removed);
  EXPECT_EQ(after([](Build& b) { b.code[1].reviewer = "Bob"; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.images.clear(); }).front().kind, Difference::Kind::removed);
  EXPECT_EQ(after([](Build& b) { b.images[0].config = "sha256:0"; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.images[0].weights[0].sha256 = other; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.images[0].models[0].files[0].sha256 = other; }).size(), 1u);
  EXPECT_EQ(after([](Build& b) { b.images[0].models[0].files.clear(); }).size(), 1u);
}

TEST(Compare, TheSameModelAtTwoCommitsIsTwoEntries) {
  auto before = sample(), now = sample();
  for (auto* each : {&before, &now}) {
    each->builds[0].models = {{"model", "o/m", false, "1", "moving", "no"},
                              {"model", "o/m", false, "2", "moving", "no"}};
  }
  std::swap(now.builds[0].models[0], now.builds[0].models[1]);
  EXPECT_TRUE(compare(before, now).empty());
  now.builds[0].models.pop_back();
  EXPECT_FALSE(compare(before, now).empty());
}

TEST(Compare, BuildsThatComeAndGo) {
  auto now = sample();
  now.builds[0].dockerfile = "Dockerfile";
  const auto differences = compare(sample(), now);
  ASSERT_EQ(differences.size(), 2u);
  EXPECT_EQ(differences[0].kind, Difference::Kind::removed);
  EXPECT_EQ(differences[1].kind, Difference::Kind::added);
  now = sample();
  now.tool_version = "9";
  EXPECT_TRUE(compare(sample(), now).empty()) << "the version of the tool is no difference";
}

TEST(CompareWithImage, WhatTheImageLacksOrHasOtherwise) {
  const Build build = sample().builds[0];
  const ShippedImage& image = build.images[0];
  EXPECT_TRUE(compare_with_image(build, image, {std::string(digest)}).empty());
  EXPECT_EQ(compare_with_image(build, image, {}).size(), 3u) << "weights and two files of code";
  auto later = image;
  later.models[0].revision = std::string(40, 'c');
  auto differences = compare_with_image(build, later, {std::string(digest)});
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].before, std::string(40, 'a'));
  EXPECT_EQ(differences[0].after, std::string(40, 'c'));
  later = image;
  later.base_digest = "sha256:" + std::string(other);
  differences = compare_with_image(build, later, {std::string(digest)});
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].what, "the base in the image for linux/amd64");
}

}  // namespace
}  // namespace dockgate::manifest
