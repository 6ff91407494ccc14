// FROM and the stage graph.

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::build {
namespace {

TEST(Stages, ReadsImagesAndNames) {
  const auto build =
      build_of("ARG TAG=3.11\nFROM python:${TAG} AS Base\nFROM base\nFROM scratch\nFROM \"alpine\"\n");
  ASSERT_EQ(build.stages.size(), 4u);
  EXPECT_EQ(build.stages[0].name, "base");
  ASSERT_EQ(build.images.size(), 4u);
  EXPECT_EQ(build.images[0].reference->tag, "3.11");
  EXPECT_EQ(build.images[0].text.used.at(0).origin, Origin::arg_default);
  EXPECT_EQ(build.images[0].text.used.at(0).trace.at(0).second, "ARG TAG=3.11");
  EXPECT_TRUE(build.images[1].is_stage);
  EXPECT_EQ(build.stages[1].base_stage, 0);
  EXPECT_TRUE(build.images[2].is_scratch);
  EXPECT_EQ(build.images[3].reference->repository, "library/alpine");
}

TEST(Stages, NamesOfFromAreComparedAsWritten) {
  // The stage is called `build` from then on; `FROM Build` is an image, and an invalid one.
  const auto build = build_of("FROM a AS Build\nFROM Build\nFROM build\n");
  EXPECT_EQ(build.stages[1].base_stage, -1);
  EXPECT_TRUE(build.images[1].error.has_value());
  EXPECT_EQ(build.stages[2].base_stage, 0);
}

TEST(Stages, OnlyEarlierStagesCountAndTheNearestOfAName) {
  const auto build = build_of(
      "FROM later AS x\nFROM x AS later\nFROM b AS x\nFROM x\nFROM 0\nFROM alpine AS alpine\nFROM alpine\n");
  EXPECT_EQ(build.stages[0].base_stage, -1);
  EXPECT_EQ(build.stages[1].base_stage, 0);
  EXPECT_EQ(build.stages[3].base_stage, 2);
  EXPECT_EQ(build.stages[4].base_stage, -1) << "a number is an image in FROM";
  EXPECT_EQ(build.stages[5].base_stage, -1);
  EXPECT_EQ(build.stages[6].base_stage, 5) << "a stage may hide an image";
  EXPECT_EQ(notices(build, "duplicate-stage-name"), (Names{"x"}));
}

TEST(Stages, CopyFromNamesIndexesAndImages) {
  const auto build = build_of(
      "FROM a AS One\nFROM b AS two\nFROM c\nCOPY --from=ONE /x /\nCOPY --from=1 /x /\nCOPY --from=busybox:1 "
      "/x /\n"
      "COPY --from=9 /x /\nCOPY --from=-1 /x /\nCOPY --from=$v /x /\nRUN --mount=from=0,target=/m true\nCOPY "
      "--from= /x /\n");
  std::vector<int> indices;
  for (const auto& use : build.images)
    if (use.role == ImageUse::Role::copy) indices.push_back(use.stage_index);
  EXPECT_EQ(indices, (std::vector<int>{0, 1, -1, -1, -1, -1}));
  EXPECT_EQ(notices(build, "copy-from-unknown-index"), (Names{"9", "-1"}));
  EXPECT_EQ(notices(build, "copy-from-variable"), (Names{"$v"}));
  const auto& mount = build.images.back();
  EXPECT_EQ(mount.role, ImageUse::Role::mount);
  EXPECT_FALSE(mount.is_stage) << "numbers are no indexes in a mount";
  EXPECT_EQ(mount.reference->repository, "library/0");
}

TEST(Stages, CopyFromItselfOrLater) {
  const auto build = build_of(
      "FROM a AS x\nCOPY --from=x /a /\nCOPY --from=y /a /\nFROM b AS y\nFROM c AS z\nCOPY --from=0 / /\n");
  EXPECT_EQ(notices(build, "copy-from-itself"), (Names{"x"}));
  EXPECT_EQ(notices(build, "copy-from-later-stage"), (Names{"y"}));
  const auto cycle = build_of("FROM a AS x\nCOPY --from=y /a /\nFROM x AS y\n");
  EXPECT_EQ(notices(cycle, "stage-cycle"), (Names{"y"}));
  const auto& at = cycle.notices.at(0).at;
  EXPECT_EQ(at.source->text(at.span), "y");
}

TEST(Stages, SaysWhatShipsAndWhatIsNeeded) {
  const std::string text =
      "FROM a AS base\nFROM base AS build\nFROM c AS unused\nFROM d AS data\nFROM base AS final\n"
      "COPY --from=build /x /\nRUN --mount=type=bind,from=data,target=/m true\n";
  auto build = build_of(text);
  const auto flags = [&](auto member) {
    std::string out;
    for (const auto& stage : build.stages) out += stage.*member ? '1' : '0';
    return out;
  };
  EXPECT_EQ(flags(&Stage::shipped), "10001");
  EXPECT_EQ(flags(&Stage::needed), "11011");
  EXPECT_EQ(build.shipped_order, (std::vector<std::size_t>{0, 4}));
  EXPECT_EQ(build.target_stage, 4);

  Request request;
  request.target = "BUILD";
  build = build_of(text, {}, request);
  EXPECT_EQ(flags(&Stage::shipped), "11000");
  request.target = "nowhere";
  build = build_of(text, {}, request);
  EXPECT_EQ(notices(build, "target-not-found"), (Names{"nowhere"}));
  EXPECT_EQ(build.target_stage, 4);
}

TEST(Stages, UnknownBases) {
  auto build = build_of("ARG BASE\nFROM ${BASE}\nFROM python:${PY_VERSON}\n");
  EXPECT_FALSE(build.images[0].text.known);
  EXPECT_EQ(build.images[0].text.missing, "BASE");
  EXPECT_FALSE(build.images[0].reference);
  EXPECT_EQ(notices(build, "undefined-arg-in-from"), (Names{"PY_VERSON"}))
      << "a declared ARG is not undefined";
  EXPECT_EQ(notices(build, "invalid-default-arg-in-from").size(), 2u);

  Request request;
  request.build_args = {{"BASE", "debian:12"}};
  build = build_of("ARG BASE\nFROM ${BASE}\n", {}, request);
  EXPECT_EQ(build.images[0].reference->tag, "12");
  EXPECT_EQ(build.images[0].text.used.at(0).origin, Origin::build_arg);
}

TEST(Stages, SuggestsANearName) {
  const auto build = build_of("ARG VERSION=1\nFROM x:${VERSOIN}\n");
  ASSERT_EQ(notices(build, "undefined-arg-in-from").size(), 1u);
  for (const auto& notice : build.notices)
    if (notice.kind == "undefined-arg-in-from") {
      EXPECT_NE(notice.message.find("did you mean `VERSION`"), std::string::npos);
    }
}

TEST(Stages, EnvDoesNotReachFrom) {
  const auto build = build_of("FROM a\nENV X=1\nARG Y=2\nFROM b:$X$Y\n");
  EXPECT_EQ(notices(build, "undefined-arg-in-from"), (Names{"X", "Y"}));
}

TEST(Stages, PredefinedPlatformVariables) {
  const auto build = build_of("FROM --platform=$BUILDPLATFORM a\nFROM base-${TARGETARCH}\nRUN x\n");
  EXPECT_TRUE(notices(build, "undefined-arg-in-from").empty());
  EXPECT_EQ(build.images[1].text.text.text(), "base-amd64");
  EXPECT_EQ(build.images[1].text.used.at(0).origin, Origin::predefined);
}

TEST(Stages, PlatformFlags) {
  const auto build = build_of(
      "FROM --platform=linux/arm64 a\nFROM --platform=linux/x86_64 a AS on-amd64\nFROM "
      "--platform=$TARGETPLATFORM a\n"
      "FROM --platform=${TARGETPLATFORM:-x} a\nFROM --platform=$BUILDPLATFORM a\n");
  EXPECT_EQ(notices(build, "constant-platform"), (Names{"linux/arm64"}));
  EXPECT_EQ(notices(build, "redundant-target-platform"), (Names{"$TARGETPLATFORM", "${TARGETPLATFORM:-x}"}));
}

TEST(Stages, ReservedNames) {
  const auto build = build_of("FROM a AS Scratch\nFROM a AS context\n");
  EXPECT_EQ(notices(build, "reserved-stage-name"), (Names{"scratch", "context"}));
}

TEST(Stages, SyntaxDirectiveIsAnImage) {
  const auto build = build_of("# syntax=docker/dockerfile:1\nFROM a\n");
  ASSERT_EQ(build.images.size(), 2u);
  EXPECT_EQ(build.images[0].role, ImageUse::Role::syntax);
  EXPECT_EQ(build.images[0].reference->repository, "docker/dockerfile");
  EXPECT_EQ(build.images[0].at.span, (Span{9, 28}));
}

TEST(Stages, WithoutStages) {
  EXPECT_EQ(build_of("").target_stage, -1);
  EXPECT_TRUE(build_of("ARG X=1\nRUN x\n").stages.empty());
  const auto broken = build_of("FROM\nRUN x\nFROM a b\nFROM a AS\n");
  for (const auto& stage : broken.stages) EXPECT_LT(stage.base_image, broken.images.size());
}

TEST(Stages, LongChainsStayLinear) {
  std::string text = "FROM a AS s0\n";
  for (int i = 1; i < 1000; ++i) {
    const std::string before = "s" + std::to_string(i - 1);
    text += "FROM " + before + " AS s" + std::to_string(i) + "\nENV V" + std::to_string(i) +
            "=1\nCOPY --from=" + before + " /a /b/\nCOPY --from=" + before + " /a /c/\nRUN x\n";
  }
  const auto build = build_of(text);
  EXPECT_EQ(build.stages.size(), 1000u);
  EXPECT_EQ(build.stages.back().scope->size(), 1000u);
  EXPECT_LE(build.stages.back().files->image_paths("x").size(), 64u);
}

TEST(Stages, ThatCopyFromTheirBaseAreFreed) {
  std::weak_ptr<const FileMap> base, top;
  {
    const auto build = build_of("FROM a AS s\nCOPY x /x\nFROM s\nCOPY --from=s /x /y\n");
    base = build.stages[0].files;
    top = build.stages[1].files;
    ASSERT_TRUE(top.lock()->find("/y"));
    EXPECT_EQ(top.lock()->find("/y")->source, "x");
  }
  EXPECT_TRUE(base.expired());
  EXPECT_TRUE(top.expired());
}

TEST(Stages, ManyTriggersStayBounded) {
  std::string text = "FROM a AS a\n";
  for (int i = 0; i < 1000; ++i) text += "ONBUILD ENV A=1\n";
  for (int i = 0; i < 1000; ++i) text += "FROM a\n";
  const auto build = build_of(text);
  EXPECT_EQ(notices(build, "too-many-triggers").size(), 1u);
}

TEST(Stages, InheritedCommandsStayBounded) {
  std::string text = "FROM a AS s0\nCMD " + std::string(1u << 20, 'x') + "\n";
  for (int i = 1; i < 100; ++i) text += "FROM s" + std::to_string(i - 1) + " AS s" + std::to_string(i) + "\n";
  const auto build = build_of(text);
  EXPECT_TRUE(build.stages[1].cmd);
  EXPECT_FALSE(build.stages[98].cmd);
  EXPECT_TRUE(build.stages[99].cmd);  // the target always has its own
  EXPECT_LT(build.commands.size(), 25u);
}

TEST(Stages, OtherPlatforms) {
  Request request;
  request.platform = "linux/arm/v7";
  const auto build = build_of(
      "FROM --platform=$BUILDPLATFORM a AS $TARGETARCH\nFROM "
      "example.com/x:$TARGETARCH$TARGETVARIANT-$BUILDARCH\n",
      {}, request);
  EXPECT_EQ(build.images[1].reference->tag, "armv7-amd64");
  EXPECT_EQ(build.globals.get("TARGETPLATFORM")->value, "linux/arm/v7");
}

}  // namespace
}  // namespace dockgate::build
