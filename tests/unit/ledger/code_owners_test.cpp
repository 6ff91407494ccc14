// CODEOWNERS as GitHub and GitLab read it.
#include "ledger/code_owners.hpp"

#include <gtest/gtest.h>

namespace dockgate::ledger {
namespace {

std::string owners(const CodeOwners& file, std::string_view path) {
  std::string out;
  for (const std::string& owner : file.of(path)) out += (out.empty() ? "" : " ") + owner;
  return out;
}

TEST(CodeOwners, TheLastPatternThatMatchesDecides) {
  const CodeOwners file(
      "# comment\n*       @all @more  # inline\n*.js @js\n/build/logs/ @logs\ndocs/* docs@example.com\n"
      "apps/ @apps\n/models/ @org/ml\n/models/free/\nwith\\ blank/ @blank\n!neg @never\n");
  EXPECT_EQ(owners(file, "a/b.txt"), "@all @more");
  EXPECT_EQ(owners(file, "a/b.js"), "@js");
  EXPECT_EQ(owners(file, "build/logs/x/y"), "@logs");
  EXPECT_EQ(owners(file, "sub/build/logs/x"), "@all @more");
  EXPECT_EQ(owners(file, "docs/a.md"), "docs@example.com");
  EXPECT_EQ(owners(file, "docs/sub/a.md"), "@all @more");
  EXPECT_EQ(owners(file, "x/apps/y/z.py"), "@apps");
  EXPECT_EQ(owners(file, "models/m/modeling_m.py"), "@org/ml");
  EXPECT_EQ(owners(file, "models/free/modeling_m.py"), "");
  EXPECT_EQ(owners(file, "with blank/a"), "@blank");
  EXPECT_EQ(owners(CodeOwners(""), "a"), "");
}

TEST(CodeOwners, SectionsCountEach) {
  const CodeOwners file(
      "* @all\n\n[Models][2] @ml\nmodels/\n*.py @py\n^[Optional] @opt @two\nmodels/*.py\n[]broken @x\n");
  EXPECT_EQ(owners(file, "models/a.bin"), "@all @ml");
  EXPECT_EQ(owners(file, "models/a.py"), "@all @py @opt @two");
  EXPECT_EQ(owners(file, "a.txt"), "@all");
}

TEST(CodeOwners, WhoIsOne) {
  EXPECT_EQ(is_owner("Jane Doe <jane@example.com>", {"Jane@Example.com"}), Ownership::yes);
  EXPECT_EQ(is_owner("jane@example.com", {"bob@example.com", "jane@example.com"}), Ownership::yes);
  EXPECT_EQ(is_owner("Jane Doe <jane@example.com>", {"bob@example.com"}), Ownership::no);
  EXPECT_EQ(is_owner("Jane Doe @jane", {"@Jane"}), Ownership::yes);
  EXPECT_EQ(is_owner("Jane Doe <jane@example.com>", {"@jane"}), Ownership::unknown);
  EXPECT_EQ(is_owner("Jane Doe <jane@example.com>", {"@org/ml", "bob@example.com"}), Ownership::unknown);
  EXPECT_EQ(is_owner("Jane Doe", {"bob@example.com"}), Ownership::unknown);
  EXPECT_EQ(is_owner("", {}), Ownership::unknown);
}

}  // namespace
}  // namespace dockgate::ledger
