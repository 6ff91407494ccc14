#include "build/compose.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::build {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Invocations read(Files files, const std::string& path = "compose.yaml") {
  return read_compose(*text::memory_files(std::move(files)), path);
}

TEST(Compose, ShortAndLongForms) {
  const auto out = read({{"compose.yaml", R"(
services:
  db: {image: postgres}
  web: {build: ./web}
  api:
    build:
      context: services/api
      dockerfile: ../docker/Api.Dockerfile
      target: prod
      args: {REV: abc, N: 3}
    command: python -m api --port 80
    entrypoint: ["tini", "--"]
    environment: [MODE=prod, EMPTY=]
)"}});
  ASSERT_EQ(out.builds.size(), 3u);
  EXPECT_TRUE(out.problems.empty());
  EXPECT_TRUE(out.builds[0].only_with_models);
  EXPECT_EQ(out.builds[0].inline_dockerfile->bytes(), "FROM postgres\n");
  EXPECT_EQ(out.builds[1].dockerfile, "web/Dockerfile");
  EXPECT_EQ(out.builds[1].context, "web");
  const auto& api = out.builds[2];
  EXPECT_EQ(api.dockerfile, "services/docker/Api.Dockerfile");
  EXPECT_EQ(api.context, "services/api");
  EXPECT_EQ(api.request.label, "compose service api");
  EXPECT_EQ(api.request.target, "prod");
  EXPECT_EQ(api.request.build_args, (Pairs{{"REV", "abc"}, {"N", "3"}}));
  EXPECT_EQ(*api.request.command, (Names{"python", "-m", "api", "--port", "80"}));
  EXPECT_EQ(*api.request.entrypoint, (Names{"tini", "--"}));
  EXPECT_EQ(api.request.environment, (Pairs{{"MODE", "prod"}, {"EMPTY", ""}}));
  EXPECT_EQ(api.request.build_args_origin, Origin::compose);
  EXPECT_EQ(api.request.command_at.source->text(api.request.command_at.span), "python -m api --port 80");
  EXPECT_EQ(api.at.source->text(api.at.span), "api");
}

TEST(Compose, VariablesComeFromDotenvAndDefaults) {
  const auto out = read({{"d/compose.yaml", R"(
services:
  a:
    build:
      context: ${DIR:-.}
      args:
        REV: ${REV}
        TAG: ${TAG:-latest}
        GONE: ${GONE}
        FROM_ENV:
    command: run $$HOME
)"},
                         {"d/.env", "REV=0123\nFROM_ENV=x\n"}},
                        "d/compose.yaml");
  ASSERT_EQ(out.builds.size(), 1u);
  EXPECT_EQ(out.builds[0].context, "d");
  EXPECT_EQ(out.builds[0].request.build_args, (Pairs{{"REV", "0123"}, {"TAG", "latest"}, {"FROM_ENV", "x"}}));
  EXPECT_EQ(out.builds[0].request.command->at(1), "$HOME");
  EXPECT_EQ(out.builds[0].request.unknown_args, (Pairs{{"GONE", "GONE"}}));
  EXPECT_TRUE(out.problems.empty());
}

TEST(Compose, ExtendsMergesAndAnchors) {
  const auto out = read({{"compose.yaml", R"(
x-build: &build
  context: app
  args: {A: base}
x-env: &env {E: "1"}
services:
  base:
    build: *build
    environment: {<<: *env, F: "2"}
    command: one
  child:
    extends: base
    build: {args: {B: own}, target: t}
    environment: {E: "9"}
  merged:
    <<: {command: two, build: {<<: *build, dockerfile: D}}
  far:
    extends: {file: other/c.yaml, service: x}
    command: []
  lost: {extends: nobody, build: .}
)"},
                         {"other/c.yaml", "services: {x: {build: ., command: c}}"}});
  ASSERT_EQ(out.builds.size(), 5u);
  const auto& child = out.builds[1].request;
  EXPECT_EQ(out.builds[1].context, "app");
  EXPECT_EQ(child.build_args, (Pairs{{"A", "base"}, {"B", "own"}}));
  EXPECT_EQ(child.target, "t");
  EXPECT_EQ(child.environment, (Pairs{{"F", "2"}, {"E", "9"}}));
  EXPECT_EQ(*child.command, Names{"one"});
  EXPECT_EQ(out.builds[2].dockerfile, "app/D");
  EXPECT_EQ(*out.builds[2].request.command, Names{"two"});
  EXPECT_EQ(out.builds[3].context, "other") << "paths are relative to the file that says them";
  EXPECT_EQ(*out.builds[3].request.command, Names{}) << "an empty command clears the image's";
  ASSERT_EQ(out.problems.size(), 1u);
  EXPECT_NE(out.problems[0].message.find("`nobody`"), std::string::npos);
}

TEST(Compose, ExtendsInACircleEnds) {
  EXPECT_EQ(read({{"compose.yaml", "services: {a: {extends: b, build: .}, b: {extends: a}}"}}).builds.size(),
            2u);
  read({{"compose.yaml", "include: [compose.yaml]\nservices: {a: {build: .}}"}});
}

TEST(Compose, OverridesIncludesAndEnvFiles) {
  const auto out = read(
      {{"compose.yaml",
        "include: [sub/compose.yaml]\nservices: {a: {build: ., env_file: [e.env], environment: {X: own}}}"},
       {"compose.override.yaml", "services: {a: {command: dev}}"},
       {"sub/compose.yaml", "services: {b: {build: .}}"},
       {"e.env", "X=file\nY=file\n"}});
  ASSERT_EQ(out.builds.size(), 2u);
  EXPECT_EQ(out.builds[0].context, "sub");
  EXPECT_EQ(*out.builds[1].request.command, Names{"dev"});
  EXPECT_EQ(out.builds[1].request.environment, (Pairs{{"X", "own"}, {"Y", "file"}}));
}

TEST(Compose, InlineDockerfiles) {
  const auto out = read(
      {{"compose.yaml",
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM alpine\n        RUN x\n"}});
  ASSERT_EQ(out.builds.size(), 1u);
  EXPECT_EQ(out.builds[0].inline_dockerfile->bytes(), "FROM alpine\nRUN x\n");
  EXPECT_EQ(out.builds[0].dockerfile, "");
}

TEST(Compose, SaysWhatItDoesNotFollow) {
  const auto out = read({{"compose.yaml",
                          "services:\n  a: {build: https://h.example/r.git}\n  b: {build: ../up}\n  c: "
                          "{build: /abs}\n  d: {build: {dockerfile: ../../D}}\n"}});
  EXPECT_TRUE(out.builds.empty());
  EXPECT_EQ(out.problems.size(), 4u);
  EXPECT_EQ(read({{"compose.yaml", "services: {a: [}"}}).problems.size(), 1u);
  EXPECT_EQ(read({}).problems.size(), 1u);
  EXPECT_TRUE(read({{"compose.yaml", "services: 3\n"}}).builds.empty());
  EXPECT_TRUE(read({{"compose.yaml", "services: {a: {build: [1], command: {a: b}}}\n"}}).problems.empty());
}

TEST(Compose, AdditionalContexts) {
  const auto tree = text::memory_files({{"app/compose.yaml", R"(
services:
  api:
    build:
      context: src
      platforms: [linux/arm64]
      additional_contexts:
        lib: ../lib
        base: service:base
        image: docker-image://alpine:3
        unknown: docker-image://alpine:${NOBODY}
        outside: ../../..
  list:
    build:
      additional_contexts: [lib=lib]
)"}});
  const auto out = read_compose(*tree, "app/compose.yaml");
  ASSERT_EQ(out.builds.size(), 2u);
  const auto& contexts = out.builds[0].request.contexts;
  ASSERT_EQ(contexts.size(), 5u);
  EXPECT_EQ(contexts[0].value, "lib");
  EXPECT_EQ(contexts[1].kind, NamedContext::Kind::build);
  EXPECT_EQ(contexts[2].value, "alpine:3");
  EXPECT_EQ(contexts[3].kind, NamedContext::Kind::unknown);
  EXPECT_EQ(contexts[3].value, "NOBODY");
  EXPECT_TRUE(contexts[4].out_of_tree);
  EXPECT_TRUE(out.problems.empty());
  EXPECT_EQ(out.builds[0].request.platform, "linux/arm64");
  ASSERT_EQ(out.builds[1].request.contexts.size(), 1u);
  EXPECT_EQ(out.builds[1].request.contexts[0].value, "app/lib");
}

}  // namespace
}  // namespace dockgate::build
