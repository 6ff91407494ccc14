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

}  // namespace
}  // namespace dockgate::build
