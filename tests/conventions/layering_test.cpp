// Who may include whom. The table is the architecture; docs/architecture.md explains it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "text/words.hpp"

namespace dockgate {
namespace {

namespace fs = std::filesystem;

/// What each folder of src/ may include besides itself and `text`. Third-party headers are listed apart.
const std::map<std::string, std::set<std::string>> allowed_folders{
    {"text", {}},
    {"yaml", {}},
    {"dockerfile", {}},
    {"format", {"dockerfile"}},
    {"image", {}},
    {"shell", {}},
    {"python", {"yaml"}},
    {"weights", {"yaml"}},  // only its build tool, as that of catalog
    {"oci", {"weights"}},
    {"catalog", {"yaml"}},
    {"review", {"python", "catalog"}},
    {"ledger", {"yaml"}},
    {"build", {"dockerfile", "image", "yaml"}},
    {"facts",
     {"build", "dockerfile", "image", "shell", "python", "weights", "catalog", "yaml", "review", "ledger"}},
    {"lock", {"facts", "image", "yaml", "catalog", "weights"}},
    {"net", {}},
    {"registry", {"net", "lock", "image", "catalog"}},
    {"hub", {"net", "lock", "facts", "weights"}},
    {"manifest", {"facts", "oci", "yaml"}},
    {"findings", {"yaml"}},
    {"fix", {"dockerfile", "shell", "python"}},
    {"policy", {"facts", "findings", "image", "yaml", "catalog"}},
    {"report", {"findings", "facts", "dockerfile", "weights", "manifest"}},
    {"lint",
     {"dockerfile", "build", "facts", "lock", "policy", "findings", "fix", "catalog", "ledger", "manifest",
      "oci"}},
    {"evidence", {"lint", "report", "policy", "facts", "manifest", "yaml"}},
    {"lsp",
     {"lint", "fix", "format", "lock", "report", "policy", "facts", "findings", "dockerfile", "build",
      "image", "catalog", "ledger", "yaml"}},
    {"cli", {"lsp",    "format", "lint",   "lock",     "net",        "registry", "hub",     "image",
             "report", "policy", "facts",  "findings", "dockerfile", "build",    "weights", "catalog",
             "yaml",   "review", "ledger", "manifest", "oci",        "evidence", "fix"}},
};

/// Third-party headers by their first path part, and the folders whose .cpp files (or headers called
/// *_internal.hpp) may include them.
const std::map<std::string, std::set<std::string>> third_party{
    {"boost", {"dockerfile", "image", "build"}},
    {"yaml-cpp", {"yaml"}},
    {"re2", {"policy", "python"}},
    {"tree_sitter", {"shell", "python", "build"}},
    {"curl", {"cli"}},
    {"nlohmann",
     {"net", "registry", "hub", "report", "build", "facts", "catalog", "python", "weights", "policy", "oci",
      "lsp"}},
    {"CLI", {"cli"}},
    {"openssl", {"text"}},
};

struct Include {
  fs::path file;
  std::string folder;
  std::string target;
  bool quoted = false;
};

std::vector<Include> includes_below(const fs::path& root) {
  std::vector<Include> out;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const auto extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".hpp") continue;
    std::ifstream in(entry.path());
    std::string folder = *fs::relative(entry.path(), root).begin();
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with("#include ")) continue;
      const std::string_view rest = std::string_view(line).substr(9);
      const auto end = rest.find_first_of("\">", 1);
      if (end == std::string_view::npos) continue;
      out.push_back({entry.path(), folder, std::string(rest.substr(1, end - 1)), rest[0] == '"'});
    }
  }
  return out;
}

TEST(Layering, FoldersIncludeOnlyWhatStandsBeforeThem) {
  const fs::path source = fs::path(DOCKGATE_SOURCE) / "src";
  std::size_t checked = 0;
  for (const Include& include : includes_below(source)) {
    ASSERT_TRUE(allowed_folders.contains(include.folder)) << "add src/" << include.folder << " to the table";
    if (!include.quoted) continue;
    const std::string target(text::split(include.target, '/').front());
    ++checked;
    EXPECT_TRUE(target == include.folder || target == "text" ||
                allowed_folders.at(include.folder).contains(target))
        << include.file << " may not include " << include.target;
  }
  EXPECT_GT(checked, 50u);
}

TEST(Layering, TheTableHasNoCycles) {
  std::map<std::string, std::set<std::string>> open = allowed_folders;
  while (!open.empty()) {
    const auto free = std::find_if(open.begin(), open.end(), [&](const auto& row) {
      return std::none_of(row.second.begin(), row.second.end(),
                          [&](const auto& f) { return open.contains(f); });
    });
    ASSERT_NE(free, open.end()) << "folders include each other";
    open.erase(free);
  }
}

TEST(Layering, ThirdPartyStaysWhereItBelongs) {
  const fs::path source = fs::path(DOCKGATE_SOURCE) / "src";
  for (const Include& include : includes_below(source)) {
    if (include.quoted) continue;
    const auto row = third_party.find(std::string(text::split(include.target, '/').front()));
    if (row == third_party.end()) continue;
    EXPECT_TRUE(row->second.contains(include.folder))
        << include.file << " may not include " << include.target;
    const std::string name = include.file.filename().string();
    EXPECT_TRUE(name.ends_with(".cpp") || name.ends_with("_internal.hpp"))
        << include.file << ": " << include.target << " must not stand in a header that others include";
  }
}

TEST(Layering, PublicHeadersKnowOnlyTheStandardLibraryAndThemselves) {
  const fs::path root = fs::path(DOCKGATE_SOURCE) / "include";
  for (const Include& include : includes_below(root)) {
    const bool ours = include.target.starts_with("dockgate/");
    const bool standard = include.target.find('/') == std::string::npos && !include.quoted;
    EXPECT_TRUE(ours || standard) << include.file << " includes " << include.target;
  }
}

}  // namespace
}  // namespace dockgate
