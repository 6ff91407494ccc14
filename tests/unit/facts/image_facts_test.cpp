#include "facts/image_facts.hpp"

#include <gtest/gtest.h>

#include "dockerfile_support.hpp"

namespace dockgate::facts {
namespace {

constexpr std::string_view digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

ImageFact only_image(std::string text) {
  const auto facts = facts_of(std::move(text));
  EXPECT_EQ(facts.images.size(), 1u);
  return facts.images.empty() ? ImageFact{} : facts.images[0];
}

TEST(ImageFacts, StateByDigestTagAndName) {
  EXPECT_EQ(only_image("FROM python@" + std::string(digest)).state, ImageState::digest);
  EXPECT_EQ(only_image("FROM python:latest@" + std::string(digest)).state, ImageState::digest);
  EXPECT_EQ(only_image("FROM python:3.12").state, ImageState::tag);
  EXPECT_EQ(only_image("FROM python").floating, "no-tag");
  EXPECT_EQ(only_image("FROM python:latest").floating, "latest");
  EXPECT_EQ(only_image("FROM python:nightly").floating, "moving-name");
  EXPECT_EQ(only_image("FROM scratch").state, ImageState::scratch);
  EXPECT_EQ(only_image("FROM Python:3.12").state, ImageState::malformed);
}

TEST(ImageFacts, ADigestThatIsNotExactIsMalformed) {
  auto fact = only_image("FROM python@sha256:0123456789abcdef0123456789abcdef");
  EXPECT_EQ(fact.state, ImageState::malformed);
  EXPECT_EQ(fact.malformed, "a sha256 digest has 64 hex digits, this one has 32");
  fact = only_image("FROM python@sha256:0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF");
  EXPECT_EQ(fact.malformed, "the hex digits of a digest have to be in lower case");
  fact = only_image("FROM python@md5:0123456789abcdef0123456789abcdef");
  EXPECT_EQ(fact.malformed, "`md5` is no registered digest algorithm");
}

TEST(ImageFacts, NormalisedPartsAndTheOtherNamesOfDockerHub) {
  const auto fact = only_image("FROM registry-1.docker.io/python:3.12");
  EXPECT_EQ(fact.registry, "docker.io");
  EXPECT_EQ(fact.repository, "library/python");
  EXPECT_EQ(fact.name, "docker.io/library/python");
  EXPECT_EQ(fact.maintainer, "docker-official");
  EXPECT_EQ(only_image("FROM registry.hub.docker.com/nvidia/cuda:12.4.1-base-ubuntu22.04").maintainer,
            "nvidia");
  EXPECT_EQ(only_image("FROM localhost:5000/python:3.12").maintainer, std::nullopt);
}

TEST(ImageFacts, ValuesAreToldWithTheirOrigin) {
  const auto fact = only_image("ARG BASE=python:3.12\nFROM ${BASE}\n");
  EXPECT_EQ(fact.text, "${BASE}");
  EXPECT_EQ(fact.resolved, "python:3.12");
  EXPECT_EQ(fact.state, ImageState::tag);
  ASSERT_EQ(fact.notes.size(), 1u);
  EXPECT_EQ(fact.notes[0], "`BASE` is `python:3.12` by its default (line 1)");
  EXPECT_EQ(line_of(fact), 2u);
}

TEST(ImageFacts, ABuildArgumentReplacesTheDefault) {
  build::Request request;
  request.build_args = {{"BASE", "python@" + std::string(digest)}};
  const auto facts = facts_of("ARG BASE=python\nFROM $BASE\n", request);
  ASSERT_EQ(facts.images.size(), 1u);
  EXPECT_EQ(facts.images[0].state, ImageState::digest);
  ASSERT_FALSE(facts.images[0].notes.empty());
  EXPECT_NE(facts.images[0].notes[0].find("by a build argument"), std::string::npos);
}

TEST(ImageFacts, UnknownVariablesLeaveItOpenAndAreNamed) {
  auto fact = only_image("ARG TAG\nFROM python:$TAG\n");
  EXPECT_EQ(fact.state, ImageState::unresolved);
  EXPECT_EQ(fact.missing, "TAG");
  EXPECT_TRUE(fact.invalid_by_default) << "`python:` is no reference";
  fact = only_image("ARG SUFFIX\nFROM python$SUFFIX\n");
  EXPECT_EQ(fact.state, ImageState::unresolved);
  EXPECT_FALSE(fact.invalid_by_default) << "`python` is one";
}

TEST(ImageFacts, CopyMountAndSyntaxNameImagesToo) {
  const auto facts = facts_of(
      "# syntax=docker/dockerfile:1\n"
      "FROM python:3.12 AS build\n"
      "FROM scratch\n"
      "COPY --from=build /a /a\n"
      "COPY --from=busybox:1.36 /b /b\n"
      "RUN --mount=type=bind,from=ghcr.io/astral-sh/uv:0.5.1,source=/uv,target=/uv uv\n");
  std::string all;
  for (const auto& image : facts.images) {
    all += image.role + " " + image.text + " " + std::string(to_string(image.state)) + "\n";
  }
  EXPECT_NE(all.find("syntax docker/dockerfile:1 tag\n"), std::string::npos) << all;
  EXPECT_NE(all.find("FROM python:3.12 tag\n"), std::string::npos) << all;
  EXPECT_NE(all.find("FROM scratch scratch\n"), std::string::npos) << all;
  EXPECT_NE(all.find("COPY build stage\n"), std::string::npos) << all;
  EXPECT_NE(all.find("COPY busybox:1.36 tag\n"), std::string::npos) << all;
  EXPECT_NE(all.find("RUN ghcr.io/astral-sh/uv:0.5.1 tag\n"), std::string::npos) << all;
}

TEST(ImageFacts, StageOfEachUse) {
  const auto facts = facts_of("FROM python:3.12 AS build\nFROM debian:12 AS final\n");
  ASSERT_EQ(facts.images.size(), 2u);
  EXPECT_EQ(facts.images[0].stage_name, "build");
  EXPECT_FALSE(facts.images[0].shipped);
  EXPECT_TRUE(facts.images[1].shipped);
  ASSERT_EQ(facts.stages.size(), 2u);
  EXPECT_EQ(facts.stages[1].base, "debian:12");
  EXPECT_EQ(facts.stages[1].line, 2u);
}

TEST(ImageFacts, AReferenceOnALaterLineIsReportedOnItsInstructionsLine) {
  const auto fact = only_image("FROM \\\n  python:3.12\n");
  EXPECT_EQ(line_of(fact), 1u);
  EXPECT_EQ(fact.text, "python:3.12");
}

TEST(ImageFacts, PartsPointIntoTheFile) {
  const auto fact = only_image("FROM docker.io/python:3.12@" + std::string(digest) + "\n");
  ASSERT_EQ(fact.parts.size(), 3u);
  EXPECT_EQ(text_at(fact.parts[0].at), "docker.io/python");
  EXPECT_EQ(text_at(fact.parts[1].at), "3.12");
  EXPECT_EQ(text_at(fact.parts[2].at), digest);
}

/// `text` with "D" put where the digest of its last image goes.
std::string pinned(const std::string& text) {
  const auto facts = facts_of(text);
  for (const Part& part : facts.images.back().parts) {
    if (part.name != "pin") continue;
    std::string out = text;
    return out.insert(part.at.span.begin, part.lead + "D" + part.trail);
  }
  return "-";
}

TEST(ImageFacts, DigestsGoBehindTheReference) {
  EXPECT_EQ(pinned("FROM python:3.12 AS a\n"), "FROM python:3.12@D AS a\n");
  EXPECT_EQ(pinned("FROM python\n"), "FROM python:latest@D\n");
  EXPECT_EQ(pinned("FROM scratch\nCOPY --from=a/b:1 /x /y\n"), "FROM scratch\nCOPY --from=a/b:1@D /x /y\n");
  EXPECT_EQ(pinned("FROM scratch\nRUN --mount=type=bind,from=a/b:1,target=/c d\n"),
            "FROM scratch\nRUN --mount=type=bind,from=a/b:1@D,target=/c d\n");
  EXPECT_EQ(pinned("ARG B=python:3.12\nFROM $B\n"), "ARG B=python:3.12@D\nFROM $B\n");
  EXPECT_EQ(pinned("ARG B=\"python:3.12\"\nFROM ${B}\n"), "ARG B=\"python:3.12@D\"\nFROM ${B}\n");
  for (const char* text : {"ARG V=3.12\nFROM python:$V\n", "ARG B\nFROM ${B:-python:3.12}\n",
                           "ARG A=python:3\nARG B=$A\nFROM $B\n", "FROM a AS b\nFROM b\n"})
    EXPECT_EQ(pinned(text), "-") << text;
  const auto facts = facts_of("# syntax=docker/dockerfile:1\nFROM scratch\n");
  EXPECT_EQ(facts.images.front().role, "syntax");
  EXPECT_EQ(facts.images.front().parts.back().name, "pin");
  EXPECT_EQ(facts.images.front().parts.back().at.span.begin, 28u);
}

TEST(ImageFacts, AStageNamedByAutomaticPlatformArgumentsIsAStage) {
  const auto facts =
      facts_of("FROM alpine:3.20 AS base_amd64\nFROM alpine:3.20 AS base_arm64\nFROM base_$TARGETARCH\n");
  ASSERT_EQ(facts.images.size(), 3u);
  EXPECT_EQ(facts.images[2].state, ImageState::stage);
}

}  // namespace
}  // namespace dockgate::facts
