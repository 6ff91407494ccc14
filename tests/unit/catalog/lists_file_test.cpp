#include "catalog/lists_file.hpp"

#include <gtest/gtest.h>

namespace dockgate::catalog {
namespace {

std::vector<Problem> read_images(std::string text, Lists& lists) {
  std::vector<Problem> problems;
  const auto node = yaml::parse(std::make_shared<SourceFile>("maintainers.yaml", std::move(text)));
  EXPECT_TRUE(node);
  if (node) {
    lists.read_images(*node, problems);
  }
  return problems;
}

constexpr std::string_view rest =
    "unmaintained: []\nstarts-as-other-user: []\nmoving-words: [latest]\nmoving-ends: []\n";

TEST(ListsFile, PrefixesAndMirrorsAreMultipliedOut) {
  Lists lists;
  const auto problems = read_images(
      "as-of: \"2026-01-01\"\nmaintainers:\n"
      "  - {name: a, title: A, under: docker.io/library, mirrors: [r.io/x], images: [p, q]}\n" +
          std::string(rest),
      lists);
  EXPECT_TRUE(problems.empty()) << problems.front().message;
  const auto images = lists.images();
  ASSERT_EQ(images.maintainers.size(), 1u);
  std::vector<std::string_view> patterns;
  for (const ImagePattern& pattern : images.maintainers[0].images) patterns.push_back(pattern.text);
  EXPECT_EQ(patterns, (std::vector<std::string_view>{"docker.io/library/p", "docker.io/library/q", "r.io/x/p",
                                                     "r.io/x/q"}));
  EXPECT_EQ(images.as_of, "2026-01-01");
}

TEST(ListsFile, MistakesAreToldWithTheirPlaces) {
  Lists lists;
  const auto problems = read_images(
      "as-of: \"2026-01-01\"\nmaintainers:\n"
      "  - {name: a, title: A, images: [r.io/p]}\n"
      "  - {name: a, title: A, images: [r.io/p, q], imges: 1}\n" +
          std::string(rest),
      lists);
  std::string all;
  for (const auto& problem : problems) {
    all += std::to_string(problem.at.source->line_of(problem.at.span.begin)) + ": " + problem.message + "\n";
  }
  EXPECT_NE(all.find("4: `a` is listed twice"), std::string::npos) << all;
  EXPECT_NE(all.find("4: `r.io/p` is listed twice"), std::string::npos) << all;
  EXPECT_NE(all.find("4: `q` has no registry"), std::string::npos) << all;
  EXPECT_NE(all.find("imges"), std::string::npos) << all;
}

TEST(ListsFile, TokensNeedAnAlphabetAndLengths) {
  Lists lists;
  std::vector<Problem> problems;
  const auto node = yaml::parse(std::make_shared<SourceFile>(
      "secrets.yaml", "tokens:\n  - {what: x, prefix: y, alphabet: none, min: 3, max: 2}\n"));
  ASSERT_TRUE(node);
  lists.read_secrets(*node, problems);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].message, "there is no alphabet `none`");
}

/// The mistakes of `text`, read by `reader`.
std::string mistakes(std::string text, void (Lists::*reader)(const yaml::Node&, std::vector<Problem>&)) {
  std::vector<Problem> problems;
  Lists lists;
  const auto node = yaml::parse(std::make_shared<SourceFile>("list.yaml", std::move(text)));
  EXPECT_TRUE(node);
  if (node) (lists.*reader)(*node, problems);
  std::string out;
  for (const auto& problem : problems) out += problem.message + "\n";
  return out;
}

TEST(ListsFile, TheHubAndRegistries) {
  EXPECT_EQ(mistakes("elsewhere: ['a*']\nowners: [{apis: [b], owner: o, kind: space}]\n", &Lists::read_hub),
            "");
  EXPECT_NE(mistakes("owners: [{owner: o, kind: code}]\n", &Lists::read_hub)
                .find("`kind` is model, dataset or space"),
            std::string::npos);
  EXPECT_EQ(mistakes("registries: [{registry: a, api: b, token-hosts: [c], credentials: [d]}]\n",
                     &Lists::read_registries),
            "");
  EXPECT_NE(
      mistakes("registries: [{api: b, tokens: [c]}]\n", &Lists::read_registries).find("unknown key `tokens`"),
      std::string::npos);
}

TEST(ListsFile, LaunchersAddressesAndCodePins) {
  EXPECT_EQ(mistakes("launchers: [{programs: [a], form: lines, files: [b]}]\nservices: [{programs: [c], "
                     "scripts: [/d/*]}]\n",
                     &Lists::read_launchers),
            "");
  EXPECT_NE(mistakes("launchers: [{programs: [a], form: lisp}]\nservices: []\n", &Lists::read_launchers)
                .find("there is no form `lisp`"),
            std::string::npos);
  EXPECT_NE(mistakes("launchers: [{programs: [a], form: sections}]\nservices: []\n", &Lists::read_launchers)
                .find("`command-key` goes with `form: sections`"),
            std::string::npos);
  EXPECT_NE(mistakes("weight-endings: [.PT]\n", &Lists::read_addresses).find("`.PT` is not in lower case"),
            std::string::npos);
  EXPECT_EQ(mistakes("code-pins: [{apis: [a], why: b, alternative: c}]\n", &Lists::read_code_pins), "");
  EXPECT_NE(
      mistakes("code-pins: [{apis: [a], before: '2', why: b, alternative: c}]\n", &Lists::read_code_pins)
          .find("needs a `package`"),
      std::string::npos);
}

TEST(Hub, RepositoriesByCall) {
  const auto at = [](std::string_view api, std::string_view artifact, std::string_view id) {
    const auto found = hub_repository(hub_knowledge(), api, artifact, id);
    return found ? found->kind + " " + found->id : "elsewhere";
  };
  EXPECT_EQ(at("transformers.AutoModel.from_pretrained", "model", "org/name"), "model org/name");
  EXPECT_EQ(at("transformers.AutoModel.from_pretrained", "tokenizer", "gpt2"), "model gpt2");
  EXPECT_EQ(at("datasets.load_dataset", "dataset", "org/name"), "dataset org/name");
  EXPECT_EQ(at("sentence_transformers.SentenceTransformer", "model", "all-MiniLM-L6-v2"),
            "model sentence-transformers/all-MiniLM-L6-v2");
  EXPECT_EQ(at("sentence_transformers.SentenceTransformer", "model", "org/name"), "model org/name");
  EXPECT_EQ(at("evaluate.load", "code", "accuracy"), "space evaluate-metric/accuracy");
  for (const char* api :
       {"modelscope.snapshot_download", "torch.hub.load", "ollama pull", "mlflow.pyfunc.load_model"})
    EXPECT_EQ(at(api, "model", "org/name"), "elsewhere") << api;
}

TEST(Registries, ThatAreReachedUnderOtherNames) {
  ASSERT_NE(find_registry("docker.io"), nullptr);
  EXPECT_EQ(find_registry("docker.io")->api, "registry-1.docker.io");
  EXPECT_EQ(find_registry("docker.io")->credentials.front(), "https://index.docker.io/v1/");
  EXPECT_EQ(find_registry("ghcr.io"), nullptr);
}

}  // namespace
}  // namespace dockgate::catalog
