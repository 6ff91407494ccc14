#include "build/bake.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::build {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Invocations read(const std::string& text, const std::string& path = "docker-bake.hcl") {
  return read_bake(*text::memory_files({{path, text}}), path);
}

/// The value of argument X of the only target.
std::string value(const std::string& expression, const std::string& more = {}) {
  const auto out = read(more + "\ntarget \"t\" {\n  args = { X = " + expression + " }\n}\n");
  if (out.builds.size() != 1) return "(no target)";
  return out.builds[0].request.build_args.empty() ? "(none)" : out.builds[0].request.build_args[0].second;
}

TEST(Bake, TargetsAndGroups) {
  const auto out = read(R"(
variable "TAG" { default = "1.2" }
group "default" { targets = ["api", "base"] }
target "_common" {
  args = { A = 1, B = "b" }
  context = "src"
}
target "base" { dockerfile = "Base.Dockerfile" }
target "api" {
  inherits   = ["_common", "base"]
  dockerfile = "docker/Api"
  target     = "prod"
  args       = { B = "v${TAG}", C = null }
}
target "meta" {}
target "late" { inherits = ["meta"] }
)",
                        "deploy/docker-bake.hcl");
  EXPECT_TRUE(out.problems.empty());
  ASSERT_EQ(out.builds.size(), 3u);
  EXPECT_EQ(out.builds[0].dockerfile, "deploy/Base.Dockerfile");
  const auto& api = out.builds[1];
  EXPECT_EQ(api.context, "deploy/src");
  EXPECT_EQ(api.dockerfile, "deploy/src/docker/Api");
  EXPECT_EQ(api.request.label, "bake target api");
  EXPECT_EQ(api.request.target, "prod");
  EXPECT_EQ(api.request.build_args, (Pairs{{"A", "1"}, {"B", "v1.2"}}));
  EXPECT_EQ(api.request.build_args_origin, Origin::bake);
  EXPECT_EQ(api.at.source->text(api.at.span), "\"api\"");
  EXPECT_EQ(out.builds[2].request.label, "bake target late");
}

TEST(Bake, Expressions) {
  const std::string variables =
      "variable \"A\" { default = \"a\" }\nvariable \"E\" { default = \"\" }\nvariable \"N\" { default = "
      "null }\n"
      "variable \"L\" { default = [\"x\", \"y\"] }\nvariable \"M\" { default = { k = \"v\" } }\nplain = "
      "\"top\"\n"
      "function \"tag\" {\n  params = [name, n]\n  result = \"${name}-${n}\"\n}\n";
  const struct {
    const char *expression, *expected;
  } cases[] = {
      {"\"x\"", "x"},
      {"1", "1"},
      {"1.5", "1.5"},
      {"true", "true"},
      {"A", "a"},
      {"\"${A}-${A}\"", "a-a"},
      {"\"$${A}\"", "${A}"},
      {"\"a\\nb\"", "a\nb"},
      {"A != \"\" ? A : \"no\"", "a"},
      {"E != \"\" ? E : \"no\"", "no"},
      {"N == null ? \"none\" : N", "none"},
      {"L[1]", "y"},
      {"M.k", "v"},
      {"M[\"k\"]", "v"},
      {"plain", "top"},
      {"upper(A)", "A"},
      {"join(\",\", L)", "x,y"},
      {"replace(\"a-b\", \"-\", \"_\")", "a_b"},
      {"tag(\"n\", 3)", "n-3"},
      {"coalesce(N, A)", "a"},
      {"(1 + 2) * 2", "6"},
      {"!true || 2 > 1", "true"},
      {"and(true, equal(A, \"a\"))", "true"},
      {"concat(L, [\"z\"])[2]", "z"},
      {"split(\"/\", \"a/b\")[1]", "b"},
  };
  for (const auto& c : cases) EXPECT_EQ(value(c.expression, variables), c.expected) << c.expression;
}

TEST(Bake, WhatIsNotKnownIsSaid) {
  const auto out = read(
      "variable \"SHA\" {}\ntarget \"t\" {\n  args = { X = SHA, Y = timestamp(), Z = \"z\" }\n}\ntarget "
      "\"u\" {\n  dockerfile = \"${SHA}/D\"\n}\n");
  ASSERT_EQ(out.builds.size(), 1u);
  EXPECT_EQ(out.builds[0].request.build_args, (Pairs{{"Z", "z"}}));
  EXPECT_EQ(out.builds[0].request.unknown_args, (Pairs{{"X", "SHA"}, {"Y", "timestamp()"}}));
  ASSERT_EQ(out.problems.size(), 1u);
  EXPECT_NE(out.problems[0].message.find("`SHA`"), std::string::npos);
}

TEST(Bake, Matrices) {
  const auto out = read(R"(
target "app" {
  name = "app-${v}-${item.os}"
  matrix = { v = ["1", "2"], item = [{os = "a"}, {os = "b"}] }
  args = { V = v }
  dockerfile = "${item.os}.Dockerfile"
}
)");
  ASSERT_EQ(out.builds.size(), 4u);
  EXPECT_EQ(out.builds[3].request.label, "bake target app-2-b");
  EXPECT_EQ(out.builds[3].dockerfile, "b.Dockerfile");
  EXPECT_EQ(out.builds[3].request.build_args, (Pairs{{"V", "2"}}));
}

TEST(Bake, InlineDockerfiles) {
  const auto out = read("target \"t\" {\n  dockerfile-inline = <<EOT\nFROM alpine\nRUN x\nEOT\n}\n");
  ASSERT_EQ(out.builds.size(), 1u);
  EXPECT_EQ(out.builds[0].inline_dockerfile->bytes(), "FROM alpine\nRUN x\n");
}

TEST(Bake, Json) {
  const auto out = read(R"({"variable": {"TAG": {"default": "7"}},
 "group": {"default": {"targets": ["a"]}},
 "target": {"a": {"inherits": ["b"], "args": {"V": "v${TAG}", "N": 3, "Q": "${TAG == \"7\" ? \"yes\" : \"no\"}"}},
            "b": {"context": "ctx"}}})",
                        "docker-bake.json");
  EXPECT_TRUE(out.problems.empty());
  ASSERT_EQ(out.builds.size(), 1u);
  EXPECT_EQ(out.builds[0].dockerfile, "ctx/Dockerfile");
  EXPECT_EQ(out.builds[0].request.build_args, (Pairs{{"N", "3"}, {"Q", "yes"}, {"V", "v7"}}));
}

TEST(Bake, HostileFilesEnd) {
  EXPECT_EQ(value("A", "variable \"A\" { default = B }\nvariable \"B\" { default = A }"), "(none)");
  EXPECT_EQ(value("f(1)", "function \"f\" {\n params = [x]\n result = \"${f(x)}${f(x)}\"\n}"), "(none)");
  const auto circle = read(
      "target \"a\" { inherits = [\"b\", \"b\"] }\ntarget \"b\" { inherits = [\"a\", \"a\"] }\ngroup \"g\" { "
      "targets = [\"a\"] }\n");
  EXPECT_EQ(circle.builds.size(), 1u);
  EXPECT_FALSE(read("target \"a\" {\n  args = {\n").problems.empty());
  std::string deep(3000, '(');
  value(deep + "1" + std::string(3000, ')'));
  EXPECT_EQ(read("target \"a\" { context = \"../..\" }").builds.size(), 0u);
  EXPECT_EQ(read("target \"a\" { context = \"https://x/y.git\" }").problems.size(), 1u);
  EXPECT_EQ(read("[1]", "docker-bake.json").builds.size(), 0u);
}

// buildx, bake/bake.go: Target.Merge, and hclparser.Parse for other blocks.
TEST(Bake, SeveralFilesAreOne) {
  const auto tree = text::memory_files({
      {"docker-bake.json",
       R"({"target": {"app": {"context": "a", "args": {"A": "1", "B": "1"}, "inherits": ["x"]}},
           "group": {"default": {"targets": ["app"]}}})"},
      {"docker-bake.hcl", R"(
target "app" { args = { B = "2", A = null } inherits = ["y"] dockerfile = null }
target "x" { args = { X = "x" } }
target "y" { args = { Y = "y" } }
)"},
      {"docker-bake.override.hcl", "target \"app\" { target = \"prod\" context = \"b\" }\n"},
  });
  const auto out = read_bake_folder(*tree, "");
  ASSERT_EQ(out.builds.size(), 1u);
  const auto& app = out.builds[0];
  EXPECT_EQ(app.context, "b");
  EXPECT_EQ(app.dockerfile, "b/Dockerfile");
  EXPECT_EQ(app.request.target, "prod");
  EXPECT_EQ(app.request.build_args, (Pairs{{"A", "1"}, {"B", "2"}, {"X", "x"}, {"Y", "y"}}));
}

TEST(Bake, GroupsAndVariablesOfLaterFilesReplace) {
  const auto tree = text::memory_files({
      {"docker-bake.hcl", R"(
variable "V" { default = "1" }
group "default" { targets = ["_a"] }
target "_a" { args = { V = V } }
target "_b" { args = { V = V } }
)"},
      {"docker-bake.override.hcl",
       "variable \"V\" { default = \"2\" }\ngroup \"default\" { targets = [\"_b\"] }\n"},
  });
  const auto out = read_bake_folder(*tree, "");
  ASSERT_EQ(out.builds.size(), 1u);
  EXPECT_EQ(out.builds[0].request.label, "bake target _b");
  EXPECT_EQ(out.builds[0].request.build_args, (Pairs{{"V", "2"}}));
}

TEST(Bake, TargetsGoOverServices) {
  const auto tree = text::memory_files({
      {"compose.yaml",
       "services:\n  api:\n    build: {context: src, args: {A: a, B: b}, target: dev}\n  db: {build: db}\n"},
      {"docker-bake.hcl", "target \"api\" { args = { B = \"c\" } target = \"prod\" }\n"},
  });
  const auto out = read_bake_folder(*tree, "");
  ASSERT_EQ(out.builds.size(), 1u);
  EXPECT_EQ(out.builds[0].context, "src");
  EXPECT_EQ(out.builds[0].dockerfile, "src/Dockerfile");
  EXPECT_EQ(out.builds[0].request.target, "prod");
  EXPECT_EQ(out.builds[0].request.build_args, (Pairs{{"A", "a"}, {"B", "c"}}));
}

TEST(Bake, NamedContexts) {
  const auto out = read(R"(
target "_base" { dockerfile = "Base" }
target "parent" { contexts = { lib = "lib", gone = "x" } }
target "app" {
  inherits  = ["parent"]
  contexts  = {
    base  = "target:_base"
    image = "docker-image://alpine:${V}"
    pinned = "docker-image://alpine:3"
    gone  = ""
  }
  platforms = ["linux/arm64/v8", "linux/amd64"]
}
variable "V" {}
)",
                        "deploy/docker-bake.hcl");
  ASSERT_EQ(out.builds.size(), 2u);  // what another one links to is built
  EXPECT_EQ(out.builds[0].request.label, "bake target _base");
  const auto& request = out.builds[1].request;
  EXPECT_EQ(request.platform, "linux/arm64/v8");
  ASSERT_EQ(request.contexts.size(), 4u);
  EXPECT_EQ(request.contexts[0].name, "base");
  EXPECT_EQ(request.contexts[0].kind, NamedContext::Kind::build);
  EXPECT_EQ(request.contexts[0].value, "_base");
  EXPECT_EQ(request.contexts[1].kind, NamedContext::Kind::unknown);
  EXPECT_EQ(request.contexts[1].value, "V");
  EXPECT_EQ(request.contexts[2].name, "lib");
  EXPECT_EQ(request.contexts[2].value, "deploy/lib");
  EXPECT_EQ(request.contexts[3].value, "alpine:3");
  EXPECT_EQ(request.contexts[3].at.source->text(request.contexts[3].at.span), "\"docker-image://alpine:3\"");
}

TEST(Bake, TargetsReferToTargets) {
  const std::string base = "target \"base\" { args = { V = \"1\" } target = \"prod\" tags = [\"x:1\"] }\n";
  const auto of = [&](const std::string& expression) {
    const auto out = read(base + "target \"t\" { args = { X = " + expression + " } }\n");
    for (const auto& build : out.builds)
      if (build.request.label == "bake target t")
        return build.request.build_args.empty() ? std::string("(none)") : build.request.build_args[0].second;
    return std::string("(no target)");
  };
  EXPECT_EQ(of("target.base.args.V"), "1");
  EXPECT_EQ(of("target[\"base\"].args[\"V\"]"), "1");
  EXPECT_EQ(of("\"${target.base.target}-x\""), "prod-x");
  EXPECT_EQ(of("target.base.tags[0]"), "x:1");
  EXPECT_EQ(of("target.none.args.V"), "(none)");
  EXPECT_EQ(of("target"), "(none)");
  EXPECT_EQ(of("target.t.args.X"), "(none)");  // of itself
}

}  // namespace
}  // namespace dockgate::build
