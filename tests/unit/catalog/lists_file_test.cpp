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
  EXPECT_EQ(
      std::vector<std::string_view>(images.maintainers[0].images.begin(), images.maintainers[0].images.end()),
      (std::vector<std::string_view>{"docker.io/library/p", "docker.io/library/q", "r.io/x/p", "r.io/x/q"}));
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

}  // namespace
}  // namespace dockgate::catalog
