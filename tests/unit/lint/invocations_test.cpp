#include "lint/invocations.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "lint/discover.hpp"
#include "lint/understand.hpp"
#include "text/file_trees.hpp"

namespace dockgate::lint {
namespace {

using Texts = std::vector<std::string>;
using Files = std::map<std::string, std::string>;

std::string label_of(const LintInput& input) {
  return input.invocation ? input.invocation->request.label : "";
}

/// "path: label" of what a search of the whole tree finds.
Texts found_in(Files files, std::string_view where = "") {
  Texts out;
  for (const LintInput& input : discover(text::memory_files(std::move(files)), where).inputs)
    out.push_back(input.path + ": " + label_of(input));
  return out;
}

Discovered search(Files files) {
  return discover(text::memory_files(std::move(files)), "");
}

LintResult check_tree(Files files, const LintOptions& options = {}) {
  return check(search(std::move(files)).inputs, options);
}

const Finding* find_rule(const LintResult& result, std::string_view rule) {
  const auto found = std::find_if(result.findings.begin(), result.findings.end(),
                                  [&](const Finding& f) { return f.rule == rule; });
  return found == result.findings.end() ? nullptr : &*found;
}

TEST(BuildFileNames, AreThoseOfDockerAndTheirVariants) {
  for (const auto* name : {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.gpu.yaml",
                           "compose-dev.yml", "docker-compose.override.yml", "docker-bake.hcl",
                           "docker-bake.json", "docker-bake.override.hcl", "cog.yaml"})
    EXPECT_TRUE(is_build_file_name(name)) << name;
  for (const auto* name : {"composer.yaml", "compose.json", "docker-compose", "bake.hcl", "composeyml", ""})
    EXPECT_FALSE(is_build_file_name(name)) << name;
}

TEST(BuildFiles, AskForDockerfilesOfAnyName) {
  EXPECT_EQ(found_in({{"compose.yaml", "services: {api: {build: {context: app, dockerfile: image.txt}}}"},
                      {"app/image.txt", "FROM a\n"},
                      {"app/Dockerfile", "FROM b\n"}}),
            (Texts{"app/Dockerfile: ", "app/image.txt: compose service api"}));
}

TEST(BuildFiles, StandForTheDockerfileAlone) {
  EXPECT_EQ(found_in({{"docker-bake.hcl", "target \"a\" {}\ntarget \"b\" { target = \"dev\" }\n"},
                      {"Dockerfile", "FROM a\n"}}),
            (Texts{"Dockerfile: bake target a", "Dockerfile: bake target b"}));
}

TEST(BuildFiles, ThatBuildAnotherStageLeaveTheLastOneToBeJudged) {
  const auto with = [](const std::string& target) {
    return found_in({{"compose.yaml", "services: {api: {build: {context: ., target: " + target + "}}}"},
                     {"Dockerfile", "FROM a AS dev\nFROM dev AS Release\n"}});
  };
  const Texts alone{"Dockerfile: compose service api"};
  Texts both = with("dev");
  std::sort(both.begin(), both.end());
  EXPECT_EQ(both, (Texts{"Dockerfile: ", "Dockerfile: compose service api"}));
  EXPECT_EQ(with("release"), alone);
  EXPECT_EQ(with("\"1\""), alone);
}

TEST(BuildFiles, GiveOneBuildOnce) {
  const std::string services = "services: {api: {build: .}, worker: {build: ., command: work}}";
  EXPECT_EQ(
      found_in(
          {{"compose.yaml", services}, {"docker-compose.gpu.yml", services}, {"Dockerfile", "FROM a\n"}}),
      (Texts{"Dockerfile: compose service api", "Dockerfile: compose service worker"}));
}

TEST(BuildFiles, LeaveTheFolderThatIsSearchedButNotTheTree) {
  const Files files{
      {"deploy/compose.yaml", "services: {api: {build: ../app}, out: {build: ../../elsewhere}}"},
      {"app/Dockerfile", "FROM a\n"}};
  EXPECT_EQ(found_in(files, "deploy"), (Texts{"app/Dockerfile: compose service api"}));
  const Discovered found = discover(text::memory_files(files), "deploy");
  ASSERT_EQ(found.not_judged.size(), 1u);
  EXPECT_EQ(found.not_judged[0].file, "deploy/compose.yaml");
  EXPECT_NE(found.not_judged[0].reason.find("leads out of the tree"), std::string::npos);
}

TEST(BuildFiles, ThatGitIgnoresDoNotCount) {
  EXPECT_EQ(found_in({{".gitignore", "compose.yaml\n"},
                      {"compose.yaml", "services: {api: {build: app}}"},
                      {"app/Dockerfile", "FROM a\n"}}),
            (Texts{"app/Dockerfile: "}));
}

TEST(BuildFiles, ThatCannotBeReadLeaveTheRestToBeJudged) {
  const Discovered found =
      search({{"compose.yaml", "services: [\n"}, {"docker-bake.json", "{"}, {"Dockerfile", "FROM a\n"}});
  ASSERT_EQ(found.inputs.size(), 1u);
  EXPECT_EQ(label_of(found.inputs[0]), "");
  ASSERT_EQ(found.not_judged.size(), 2u);
  EXPECT_EQ(found.not_judged[0].file, "compose.yaml");
  EXPECT_FALSE(found.not_judged[0].part);
  EXPECT_EQ(found.not_judged[1].file, "docker-bake.json");
  EXPECT_FALSE(found.not_judged[1].part);
}

TEST(BuildFiles, ThatNameWhatIsNotThereSayWhere) {
  const Discovered found = search({{"compose.yaml", "services:\n  api:\n    build: {dockerfile: Nope}\n"},
                                   {"docker-bake.hcl", "target \"x\" { context = \"gone\" }\n"},
                                   {"Dockerfile", "FROM a\n"}});
  EXPECT_EQ(found.inputs.size(), 1u);
  ASSERT_EQ(found.not_judged.size(), 2u);
  EXPECT_EQ(found.not_judged[0].reason, "compose service api: the Dockerfile `Nope`: no such file");
  EXPECT_EQ(found.not_judged[0].at, (Position{2, 3}));
  EXPECT_TRUE(found.not_judged[0].part);
  EXPECT_EQ(found.not_judged[1].reason, "bake target x: the context `gone` is no folder");
}

TEST(BuildFiles, OfBakeInOneFolderAreOne) {
  const auto tree = text::memory_files(
      {{"docker-bake.hcl", "target \"app\" { args = { A = \"1\", B = \"1\" } }\n"},
       {"docker-bake.override.json", R"({"target": {"app": {"args": {"B": "2"}, "target": "dev"}}})"},
       {"Dockerfile", "FROM a AS dev\n"}});
  const Discovered found = discover(tree, "");
  ASSERT_EQ(found.inputs.size(), 1u);
  const build::Request& request = found.inputs[0].invocation->request;
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(request.build_args, (Pairs{{"A", "1"}, {"B", "2"}}));
  EXPECT_EQ(request.target, "dev");
}

TEST(BuildFiles, AreBoundedInTheirBuilds) {
  std::string text = "services:\n";
  for (int i = 0; i < 2000; ++i) text += "  s" + std::to_string(i) + ": {build: .}\n";
  const Discovered found = search({{"compose.yaml", text}, {"Dockerfile", "FROM a\n"}});
  EXPECT_EQ(found.inputs.size(), 500u);
  ASSERT_EQ(found.not_judged.size(), 1u);
  EXPECT_EQ(found.not_judged[0].at.line, 502u);
}

TEST(Invocations, DecideArgumentsAndSayWhoAsked) {
  const Files files{
      {"compose.yaml", "services:\n  api:\n    build: {context: ., args: {BASE: python:3.12}}\n"},
      {"Dockerfile", "ARG BASE=scratch\nFROM $BASE\nUSER 1000\n"}};
  const LintResult result = check_tree(files);
  const Finding* finding = find_rule(result, "base/digest");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->callers, (Texts{"compose service api"}));
  ASSERT_EQ(result.dockerfiles.size(), 1u);
  EXPECT_EQ(result.dockerfiles[0].label, "compose service api");

  LintOptions options;
  options.build_args = {{"BASE", "scratch"}};
  EXPECT_EQ(find_rule(check_tree(files, options), "base/digest"), nullptr);
}

TEST(Invocations, GiveOneFindingForAllCallers) {
  const LintResult result = check_tree({{"compose.yaml", "services: {b: {build: .}, a: {build: .}}"},
                                        {"Dockerfile", "FROM python:3.12\nUSER 1000\n"}});
  EXPECT_EQ(result.dockerfiles.size(), 2u);
  const auto count = std::count_if(result.findings.begin(), result.findings.end(),
                                   [](const Finding& f) { return f.rule == "base/digest"; });
  EXPECT_EQ(count, 1);
  EXPECT_EQ(find_rule(result, "base/digest")->callers, (Texts{"compose service a", "compose service b"}));
}

TEST(Invocations, NameTheContext) {
  const LintResult result =
      check_tree({{"compose.yaml", "services: {api: {build: {context: ., dockerfile: docker/Dockerfile}}}"},
                  {"docker/Dockerfile", "FROM scratch\n"}});
  ASSERT_EQ(result.dockerfiles.size(), 1u);
  EXPECT_EQ(result.dockerfiles[0].context, ".");
  EXPECT_EQ(result.dockerfiles[0].context_reason, "compose service api says so");
}

TEST(Invocations, PutTheirCommandsOverThoseOfTheImage) {
  const Files files{{"compose.yaml", "services: {api: {build: ., command: python evil.py}}"},
                    {"Dockerfile", "FROM scratch\nCOPY . /\nWORKDIR /\nCMD [\"python\", \"good.py\"]\n"},
                    {"good.py", "print(1)\n"},
                    {"evil.py", "import pickle\npickle.load(open('m', 'rb'))\n"}};
  const Finding* finding = nullptr;
  const LintResult result = check_tree(files);
  finding = find_rule(result, "model/unsafe-load");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->at.source->path(), "evil.py");
}

TEST(Invocations, ClassifyByWhoAsks) {
  const LintResult result = check_tree({{".dockgate.yaml",
                                         "schema: 1\nclassify:\n  - {boundary: research, lowers: true, "
                                         "invocation: \"compose service play*\"}\n"},
                                        {"compose.yaml", "services: {playground: {build: .}}"},
                                        {"Dockerfile", "FROM scratch\n"}});
  for (const Problem& problem : result.policy_errors) ADD_FAILURE() << problem.message;
  ASSERT_EQ(result.dockerfiles.size(), 1u);
  EXPECT_EQ(result.dockerfiles[0].boundary, "research");
}

TEST(NamedContexts, StandInThePlaceOfImages) {
  const LintResult result = check_tree(
      {{"docker-bake.hcl",
        "target \"app\" {\n  contexts = {\n    base = \"target:base\"\n    debian = "
        "\"docker-image://debian:12\"\n"
        "    away = \"https://example.com/x.git\"\n    out = \"lib\"\n  }\n  context = \"app\"\n}\n"
        "target \"base\" { dockerfile = \"base.Dockerfile\" }\n"},
       {"lib/x", ""},
       {"base.Dockerfile", "FROM scratch\n"},
       {"app/Dockerfile", "FROM base\nFROM debian@sha256:" + std::string(64, '0') +
                              "\nFROM debian\nFROM away\nCOPY --from=out x /\nUSER 1\n"}});
  Texts found;
  for (const Finding& finding : result.findings)
    if (finding.rule.starts_with("base/") && finding.dockerfile == "app/Dockerfile")
      found.push_back(finding.rule + " " + std::to_string(finding.at.source->line_of(finding.at.span.begin)));
  EXPECT_EQ(found, (Texts{"base/digest 3", "base/unresolved 4"}));
}

TEST(IgnoreFiles, BesideADockerfileOutsideOfTheContext) {
  const LintResult result =
      check_tree({{"compose.yaml", "services: {a: {build: {context: app, dockerfile: ../d/x.Dockerfile}}}"},
                  {"d/x.Dockerfile", "FROM scratch\nCOPY a /\nCOPY b /\n"},
                  {"d/x.Dockerfile.dockerignore", "b\n"},
                  {"app/a", ""},
                  {"app/b", ""},
                  {"app/.dockerignore", "a\n"}});
  const Finding* finding = find_rule(result, "dockerfile/copy-ignored-file");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->at.source->line_of(finding->at.span.begin), 3u);
}

TEST(InlineDockerfiles, HaveTheirPlacesInTheComposeFile) {
  const LintResult result = check_tree({{"compose.yaml",
                                         "services:\n  api:\n    build:\n      dockerfile_inline: |\n"
                                         "        # own\n        FROM python:3.12\n        USER 1000\n"}});
  const Finding* finding = find_rule(result, "base/digest");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->at.source->path(), "compose.yaml");
  EXPECT_EQ(finding->at.source->text(finding->at.span), "3.12");
  EXPECT_EQ(finding->at.source->position(finding->at.span.begin), (Position{6, 21}));
  EXPECT_EQ(finding->dockerfile, "compose.yaml");
  ASSERT_EQ(result.dockerfiles.size(), 1u);
  EXPECT_EQ(result.dockerfiles[0].path, "compose.yaml");
}

TEST(InlineDockerfiles, HaveTheirPlacesInTheFactsToo) {
  const auto result = understand_all(
      search({{"compose.yaml",
               "services:\n  api:\n    build:\n      dockerfile_inline: |\n        FROM python:3.12\n"
               "        COPY a.py /\n        CMD [\"python\", \"/a.py\"]\n"},
              {"a.py", "import torch\ntorch.load(\"x\")\n"}})
          .inputs,
      {});
  ASSERT_EQ(result.builds.size(), 1u);
  const auto& facts = result.builds[0].facts;
  const auto line = [](const Place& at) { return at.source->line_of(at.span.begin); };
  EXPECT_EQ(facts.stages.at(0).line, 5u);
  EXPECT_EQ(line(facts.images.at(0).at), 5u);
  EXPECT_EQ(line(facts.commands.at(0).at), 7u);
  ASSERT_FALSE(facts.loads.empty());
  EXPECT_EQ(line(facts.loads[0].at), 2u);  // in a.py
  EXPECT_EQ(line(facts.loads[0].trace.at(0).at), 7u);
}

TEST(InlineDockerfiles, PointAtTheWholeValueWhereLinesAreNotThere) {
  const LintResult result = check_tree(
      {{"compose.yaml",
        "services:\n  api:\n    build:\n      dockerfile_inline: \"FROM python:3.12\\nUSER 1000\\n\"\n"}});
  const Finding* finding = find_rule(result, "base/digest");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->at.source->position(finding->at.span.begin).line, 4u);
  EXPECT_NE(finding->at.source->text(finding->at.span).find("FROM python"), std::string_view::npos);
}

TEST(InlineDockerfiles, PointAtTheLineWhoseVariablesWereReplaced) {
  const LintResult result =
      check_tree({{".env", "TAG=3.12\n"},
                  {"docker-bake.hcl",
                   "target \"app\" {\n  dockerfile-inline = <<EOT\nFROM python:3.12\nUSER 1000\nEOT\n}\n"},
                  {"compose.yaml",
                   "services:\n  api:\n    build:\n      dockerfile_inline: |\n        # a\n        # b\n"
                   "        FROM python:${TAG}\n        USER 1000\n"}});
  Texts places;
  for (const Finding& finding : result.findings) {
    if (finding.rule != "base/digest") continue;
    places.push_back(finding.at.source->path() + ":" + std::string(finding.at.source->text(finding.at.span)));
  }
  EXPECT_EQ(places, (Texts{"compose.yaml:FROM python:${TAG}", "docker-bake.hcl:3.12"}));
}

/// "rule line text" of the findings of rules that begin with one of `rules`.
Texts places_of(const LintResult& result, const Texts& rules) {
  Texts out;
  for (const Finding& finding : result.findings) {
    if (std::none_of(rules.begin(), rules.end(),
                     [&](const auto& rule) { return finding.rule.starts_with(rule); }))
      continue;
    const SourceFile& source = *finding.at.source;
    out.push_back(finding.rule + " " + source.path() + ":" +
                  std::to_string(source.line_of(finding.at.span.begin)) + " " +
                  std::string(source.text(finding.at.span)));
  }
  return out;
}

const char* const servers =
    "services:\n"
    "  vllm:\n"
    "    image: \"vllm/vllm-openai:v0.6.3\"\n"
    "    command: --model org/name --trust-remote-code\n"
    "  tgi:\n"
    "    image: ghcr.io/huggingface/text-generation-inference:${TGI}\n"
    "    environment:\n"
    "      OTHER: x\n"
    "      MODEL_ID: org/other\n"
    "  redis: {image: redis:7, command: redis-server --requirepass $PASSWORD}\n";

TEST(StartedImages, AreJudgedWhereTheyLoadModels) {
  const LintResult result = check_tree({{"compose.yaml", servers}});
  EXPECT_EQ(places_of(result, {"base/", "build/", "model/re"}),
            (Texts{"base/digest compose.yaml:3 v0.6.3",
                   "model/revision compose.yaml:4 --model org/name --trust-remote-code",
                   "model/remote-code compose.yaml:4 --trust-remote-code",
                   "base/unresolved compose.yaml:6 ghcr.io/huggingface/text-generation-inference:${TGI}",
                   "model/revision compose.yaml:9 MODEL_ID"}));
  ASSERT_EQ(result.dockerfiles.size(), 2u);
  EXPECT_EQ(result.dockerfiles[0].label, "compose service vllm");
  EXPECT_TRUE(result.not_judged.empty());
}

TEST(StartedImages, AreJudgedWhenTheirFileIsNamed) {
  EXPECT_EQ(found_in({{"d/compose.yaml", servers}, {"d/Dockerfile", "FROM a\n"}}, "d/compose.yaml"),
            (Texts{"d/compose.yaml: compose service vllm", "d/compose.yaml: compose service tgi"}));
  EXPECT_TRUE(found_in({{"compose.yaml", "services: {db: {image: postgres:16}}"}}).empty());
}

TEST(StartedImages, HaveThePlacesOfTheirWords) {
  const LintResult result =
      check_tree({{"compose.yaml",
                   "services:\n  a:\n    image: vllm/vllm-openai:v0.6.3\n    command:\n      - --model\n"
                   "      - org/a\n  b:\n    image: vllm/vllm-openai:v0.6.3\n    command: >\n"
                   "      --port 1\n      --model org/b\n"}});
  EXPECT_EQ(places_of(result, {"model/revision"}),
            (Texts{"model/revision compose.yaml:5 --model\n      - org/a",
                   "model/revision compose.yaml:10 --port 1\n      --model org/b"}));
}

TEST(StartedImages, LeaveOpenWhatTheEnvironmentDecides) {
  const LintResult result = check_tree(
      {{"compose.yaml",
        "services:\n  a:\n    image: vllm/vllm-openai:v0.6.3\n    command: [--model, \"${MODEL}\"]\n"
        "  b:\n    image: vllm/vllm-openai:v0.6.3\n    command: --model ${MODEL} --port 1\n"}});
  EXPECT_EQ(places_of(result, {"model/unresolved"}),
            (Texts{"model/unresolved compose.yaml:4 --model",
                   "model/unresolved compose.yaml:7 --model ${MODEL} --port 1"}));
  for (const Finding& finding : result.findings) {
    if (finding.rule != "model/unresolved") continue;
    EXPECT_NE(finding.message.find("$MODEL"), std::string::npos);
  }
}

TEST(StartedImages, ThatAnotherServiceBuildsAreItsBuilds) {
  const LintResult result =
      check_tree({{"compose.yaml",
                   "services:\n  worker: {build: ., image: own, command: python good.py}\n"
                   "  app: {image: own, command: python evil.py}\n"},
                  {"Dockerfile", "FROM scratch\nCOPY . /\nWORKDIR /\n"},
                  {"good.py", "print(1)\n"},
                  {"evil.py", "import pickle\npickle.load(open('m', 'rb'))\n"}});
  const Finding* finding = find_rule(result, "model/unsafe-load");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->callers, (Texts{"compose service app", "compose service worker"}));
}

TEST(CogFiles, AreBuildsOfTheirOwn) {
  const LintResult result =
      check_tree({{"m/cog.yaml",
                   "build:\n"
                   "  gpu: true\n"
                   "  environment: [MODEL=org/name]\n"
                   "  python_packages:\n"
                   "    - \"torch==2.1.0\"\n"
                   "  run:\n"
                   "    - wget -O /w.pth https://example.com/w.pth\n"
                   "    - command: python -c \"from huggingface_hub import snapshot_download; "
                   "snapshot_download('a/b')\"\n"
                   "      mounts: [{type: secret, id: TOKEN, target: /run/secrets/T}]\n"
                   "predict: \"predict.py:Predictor\"\n"
                   "train: train.py:train\n"},
                  {"m/predict.py",
                   "import os, torch\nfrom transformers import AutoModel\n"
                   "class Predictor:\n    def setup(self):\n        self.w = torch.load('w.pth')\n"
                   "        self.m = AutoModel.from_pretrained(os.environ['MODEL'])\n"},
                  {"m/train.py", "import pickle\npickle.load(open('m', 'rb'))\n"}});
  EXPECT_EQ(places_of(result, {"base/", "build/root", "packages/", "model/re", "model/un"}),
            (Texts{"model/unverified-download m/cog.yaml:7 wget -O /w.pth https://example.com/w.pth",
                   "model/revision m/cog.yaml:8 snapshot_download('a/b')",
                   "model/unsafe-load m/predict.py:5 torch.load('w.pth')",
                   "model/revision m/predict.py:6 AutoModel.from_pretrained(os.environ['MODEL'])",
                   "model/unsafe-load m/train.py:2 pickle.load(open('m', 'rb'))"}));
  const Finding* load = find_rule(result, "model/unsafe-load");
  ASSERT_NE(load, nullptr);
  EXPECT_NE(load->message.find("torch before 2.6"), std::string::npos) << load->message;
  ASSERT_FALSE(load->trace.empty());
  EXPECT_EQ(load->trace[0].at.source->text(load->trace[0].at.span), "\"predict.py:Predictor\"");
  ASSERT_EQ(result.dockerfiles.size(), 2u);
  EXPECT_EQ(result.dockerfiles[0].label, "cog");
  EXPECT_EQ(result.dockerfiles[1].label, "cog train");
}

TEST(CogFiles, OfAnotherKindAreNone) {
  EXPECT_TRUE(found_in({{"cog.yaml", "tag_prefix: v\n"}}).empty());
  EXPECT_TRUE(found_in({{"cog.yaml", "- a\n"}}).empty());
  EXPECT_FALSE(search({{"cog.yaml", "build: [\n"}}).not_judged.empty());
}

}  // namespace
}  // namespace dockgate::lint
