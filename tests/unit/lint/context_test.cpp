#include "lint/context.hpp"

#include <gtest/gtest.h>

#include "dockerfile/parse.hpp"
#include "text/file_trees.hpp"

namespace dockgate::lint {
namespace {

ChosenBuild choose(std::map<std::string, std::string> files, const std::string& path) {
  const auto tree = text::memory_files(std::move(files));
  auto file = std::make_shared<const dockerfile::File>(dockerfile::parse(*tree->read(path)));
  return resolve_in_context(std::move(file), tree, path, {});
}

bool has(const ChosenBuild& chosen, std::string_view path) {
  return chosen.build.context->kind(path).has_value();
}

TEST(Context, IsTheFolderOfTheDockerfile) {
  const ChosenBuild chosen = choose(
      {{"svc/Dockerfile", "FROM a\nCOPY app.py /\n"}, {"svc/app.py", ""}, {"app.py", ""}}, "svc/Dockerfile");
  EXPECT_EQ(chosen.reason, "");
  EXPECT_FALSE(has(chosen, "svc"));
}

TEST(Context, IsTheFolderAboveThatHasTheSources) {
  const ChosenBuild chosen = choose({{"docker/Dockerfile", "FROM a\nCOPY app/ /app/\nCOPY setup.py /\n"},
                                     {"app/a.py", ""},
                                     {"setup.py", ""}},
                                    "docker/Dockerfile");
  EXPECT_NE(chosen.reason, "");
  EXPECT_TRUE(has(chosen, "docker"));
}

TEST(Context, PrefersTheNearestOfEquallyGoodOnes) {
  const ChosenBuild chosen =
      choose({{"a/b/Dockerfile", "FROM a\nCOPY x.py /\n"}, {"a/x.py", ""}, {"x.py", ""}}, "a/b/Dockerfile");
  EXPECT_TRUE(has(chosen, "b"));
  EXPECT_FALSE(has(chosen, "a"));
}

TEST(Context, StaysWhereNothingIsBetter) {
  const ChosenBuild chosen =
      choose({{"a/Dockerfile", "FROM a\nCOPY nowhere.py /\n"}, {"x.py", ""}}, "a/Dockerfile");
  EXPECT_EQ(chosen.reason, "");
}

TEST(Context, GoesByTheFilesOfCommandsWhereAllIsCopied) {
  const ChosenBuild chosen =
      choose({{"docker/Dockerfile", "FROM a\nWORKDIR /srv\nCOPY . .\nCMD [\"python\", \"serve.py\"]\n"},
              {"serve.py", ""}},
             "docker/Dockerfile");
  EXPECT_TRUE(has(chosen, "docker"));
}

TEST(Context, DoesNotLeaveTheRepository) {
  const ChosenBuild chosen =
      choose({{"repo/.git/HEAD", ""}, {"repo/docker/Dockerfile", "FROM a\nCOPY x.py /\n"}, {"x.py", ""}},
             "repo/docker/Dockerfile");
  EXPECT_EQ(chosen.reason, "");
}

}  // namespace
}  // namespace dockgate::lint
