#include "lsp/document.hpp"

#include <gtest/gtest.h>

namespace dockgate::lsp {
namespace {

TEST(Document, AppliesChangesOneAfterTheOther) {
  std::string text = "one\ntwo\n";
  const std::vector<Change> changes{{EditorRange{{0, 0}, {0, 3}}, "1"},
                                    {EditorRange{{0, 1}, {1, 0}}, "-"},
                                    {EditorRange{{9, 9}, {9, 9}}, "!"}};
  EXPECT_TRUE(apply_changes(text, changes, Encoding::utf16));
  EXPECT_EQ(text, "1-two\n!");
  EXPECT_TRUE(apply_changes(text, {{EditorRange{{0, 2}, {0, 0}}, ""}}, Encoding::utf16)) << "turned around";
  EXPECT_EQ(text, "two\n!");
  EXPECT_TRUE(apply_changes(text, {{std::nullopt, "new"}}, Encoding::utf16));
  EXPECT_EQ(text, "new");
}

TEST(Document, RefusesToGrowWithoutEnd) {
  std::string text = "x";
  EXPECT_FALSE(apply_changes(text, {{std::nullopt, std::string(longest_document + 1, 'a')}}, Encoding::utf8));
  EXPECT_EQ(text, "x");
}

TEST(Document, KnowsItsKind) {
  EXPECT_EQ(kind_of("dockerfile", "file:///a/anything"), DocumentKind::dockerfile);
  EXPECT_EQ(kind_of("Dockerfile", "x"), DocumentKind::dockerfile);
  EXPECT_EQ(kind_of("", "file:///a/Containerfile"), DocumentKind::dockerfile);
  EXPECT_EQ(kind_of("plaintext", "a/api.Dockerfile"), DocumentKind::dockerfile);
  EXPECT_EQ(kind_of("yaml", "a/compose.yaml"), DocumentKind::compose);
  EXPECT_EQ(kind_of("dockercompose", "a/stack.yml"), DocumentKind::compose);
  EXPECT_EQ(kind_of("hcl", "docker-bake.hcl"), DocumentKind::bake);
  EXPECT_EQ(kind_of("yaml", "a/.dockgate.yaml"), DocumentKind::policy);
  EXPECT_EQ(kind_of("yaml", ".hadolint.yaml"), DocumentKind::hadolint);
  EXPECT_EQ(kind_of("yaml", ".dockgate-reviews.yaml"), DocumentKind::ledger);
  EXPECT_EQ(kind_of("python", "x"), DocumentKind::python);
  EXPECT_EQ(kind_of("", "x.sh"), DocumentKind::shell);
  EXPECT_EQ(kind_of("ignore", "Dockerfile.dockerignore"), DocumentKind::ignore_file);
  EXPECT_EQ(kind_of("yaml", "values.yaml"), DocumentKind::other);
}

}  // namespace
}  // namespace dockgate::lsp
