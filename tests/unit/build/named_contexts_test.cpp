#include "build/named_contexts.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::build {
namespace {

using Kind = NamedContext::Kind;

Request with(std::vector<NamedContext> contexts) {
  Request request;
  request.contexts = std::move(contexts);
  return request;
}

NamedContext folder(std::string name, std::string path) {
  NamedContext context{std::move(name), Kind::folder, path, {}};
  context.inside = std::move(path);
  return context;
}

TEST(NamedContexts, WhatTheyStandFor) {
  const struct {
    const char* written;
    Kind kind;
    const char* value;
  } cases[] = {
      {"docker-image://alpine:3.20", Kind::image, "alpine:3.20"},
      {"target:base", Kind::build, "base"},
      {"service:base", Kind::build, "base"},
      {"https://example.com/x.git", Kind::elsewhere, "https://example.com/x.git"},
      {"git@example.com:x.git", Kind::elsewhere, "git@example.com:x.git"},
      {"oci-layout://store@sha256:00", Kind::elsewhere, "oci-layout://store@sha256:00"},
      {"../lib", Kind::folder, "../lib"},
      {"cwd://lib", Kind::folder, "lib"},
  };
  for (const auto& c : cases) {
    const auto context = named_context("x", c.written, {});
    EXPECT_EQ(context.kind, c.kind) << c.written;
    EXPECT_EQ(context.value, c.value) << c.written;
  }
}

TEST(NamedContexts, AreFoundAsReferencesAre) {
  const std::vector<NamedContext> contexts{named_context("alpine", "target:a", {}),
                                           named_context("example.com/x:1", "target:b", {})};
  for (const char* name : {"alpine", "alpine:latest", "docker.io/library/alpine"})
    EXPECT_EQ(find_context(contexts, name), &contexts[0]) << name;
  EXPECT_EQ(find_context(contexts, "example.com/x:1"), &contexts[1]);
  for (const char* name : {"alpine:3", "Alpine", "example.com/x", "scratch", "context"})
    EXPECT_EQ(find_context(contexts, name), nullptr) << name;
}

TEST(NamedContexts, ReplaceImages) {
  const auto build = build_of(
      "FROM base\nCOPY --from=tools /x /x\nRUN --mount=from=other,target=/y z\n", {},
      with({named_context("base", "docker-image://debian:12", {}), named_context("tools", "target:tools", {}),
            named_context("other", "https://example.com/o.git", {})}));
  ASSERT_EQ(build.images.size(), 3u);
  ASSERT_TRUE(build.images[0].reference);
  EXPECT_EQ(build.images[0].reference->repository, "library/debian");
  EXPECT_EQ(build.images[0].reference->tag, "12");
  EXPECT_TRUE(build.images[0].context);
  EXPECT_FALSE(build.images[1].reference);
  EXPECT_EQ(build.images[1].context->kind, Kind::build);
  EXPECT_FALSE(build.images[2].text.known);
  EXPECT_EQ(build.images[2].text.missing, "https://example.com/o.git");
}

TEST(NamedContexts, EarlierStagesGoFirst) {
  const auto build =
      build_of("FROM alpine AS a\nFROM a\n", {}, with({named_context("other", "docker-image://x", {})}));
  EXPECT_TRUE(build.images[1].is_stage);
}

// BuildKit asks for a context of the stage's name before it looks at the image.
TEST(NamedContexts, ReplaceStages) {
  const auto build = build_of("FROM alpine AS lib\nRUN make\nENV A=1\nFROM scratch\nCOPY --from=lib /x /x\n",
                              {}, with({named_context("lib", "docker-image://example.com/lib:1", {})}));
  EXPECT_TRUE(build.stages[0].replaced);
  EXPECT_TRUE(build.stages[0].runs.empty());
  EXPECT_FALSE(build.stages[0].scope->contains("A"));
  EXPECT_EQ(build.images[0].reference->registry, "example.com");
  EXPECT_TRUE(build.images[1].is_scratch);
  EXPECT_TRUE(build.images[2].is_stage);
}

TEST(NamedContexts, FoldersOfTheContextAreFollowed) {
  const Files files{{"lib/a.py", ""}, {"lib/b/c.py", ""}, {".dockerignore", "lib\n"}};
  const auto build = build_of(
      "FROM scratch\nCOPY --from=shared a.py /app/\nCOPY --from=shared . /all\nCOPY --from=shared *.py "
      "/wild/\n"
      "COPY --from=shared ../../x /x\nRUN --mount=from=shared,source=b,target=/m y\n",
      files, with({folder("shared", "lib")}));
  const auto& stage = *build.stages[0].files;
  EXPECT_EQ(stage.find("/app/a.py")->source, "lib/a.py");
  EXPECT_EQ(stage.find("/all/b/c.py")->source, "lib/b/c.py");
  EXPECT_EQ(stage.find("/wild/a.py")->source, "lib/a.py");
  EXPECT_EQ(stage.find("/x")->source, "lib/x");  // no `..` leads out
  EXPECT_FALSE(stage.find("/app/a.py")->placed->ignored);
  EXPECT_TRUE(notices(build, "copy-ignored-file").empty());
  EXPECT_EQ(build.commands[0].files->find("/m/c.py")->source, "lib/b/c.py");
}

TEST(NamedContexts, FoldersArePlacedInTheTree) {
  const auto placed = [](std::string_view written) {
    auto context = named_context("x", written, {});
    place_folder(context, "deploy");
    return context;
  };
  EXPECT_EQ(placed("lib").value, "deploy/lib");
  EXPECT_EQ(placed("..").value, "");
  for (const std::string outside : {"../../lib", "/lib"}) {
    EXPECT_TRUE(placed(outside).out_of_tree);
    EXPECT_EQ(placed(outside).value, outside);
  }
  EXPECT_EQ(placed("target:lib").value, "lib");
}

// Nobody can know what is in it, but an image it is not.
TEST(NamedContexts, FolderOutsideOfTheTree) {
  auto outside = named_context("out", "../lib", {});
  place_folder(outside, "");
  const auto build = build_of("FROM scratch\nCOPY --from=out a /a\n", {}, with({outside}));
  EXPECT_EQ(build.images[1].context->kind, Kind::folder);
  EXPECT_FALSE(build.images[1].reference);
}

TEST(NamedContexts, FolderAsBase) {
  const auto build =
      build_of("FROM rootfs\nWORKDIR x\n", {{"root/etc/passwd", ""}}, with({folder("rootfs", "root")}));
  EXPECT_EQ(build.stages[0].files->find("/etc/passwd")->source, "root/etc/passwd");
}

}  // namespace
}  // namespace dockgate::build
