// Links between the pages, and the policies that they show.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policy/policy.hpp"
#include "text/file_trees.hpp"
#include "text/words.hpp"

namespace dockgate {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> pages() {
  static const std::set<std::string> foreign{"build", ".deps", ".git", "node_modules", "testdata"};
  std::vector<fs::path> found;
  for (auto at = fs::recursive_directory_iterator(DOCKGATE_SOURCE); at != fs::end(at); ++at) {
    if (foreign.contains(at->path().filename().string())) at.disable_recursion_pending();
    if (at->path().extension() == ".md") found.push_back(at->path());
  }
  return found;
}

/// The page without its fenced blocks and without code in backquotes.
std::string prose(const std::string& page) {
  std::string out;
  bool fenced = false;
  for (const std::string_view line : text::split(page, '\n')) {
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced) continue;
    bool code = false;
    for (const char c : line) {
      if (c == '`') code = !code;
      out += code && (c == '[' || c == ']' || c == '(') ? ' ' : c;
    }
    out += '\n';
  }
  return out;
}

/// How GitHub and GitLab call the place of a heading.
std::set<std::string> anchors(const std::string& page) {
  std::set<std::string> out;
  for (const std::string_view line : text::split(page, '\n')) {
    if (!line.starts_with("#")) continue;
    std::string name;
    for (const char c : text::lower(text::trim(line.substr(line.find_first_not_of('#'))))) {
      if (c == ' ')
        name += '-';
      else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || (c & 0x80) != 0)
        name += c;
    }
    out.insert(name);
  }
  return out;
}

TEST(Links, LeadToWhatExists) {
  std::size_t checked = 0;
  for (const fs::path& page : pages()) {
    const std::string words = prose(read(page));
    for (std::size_t at = 0; (at = words.find("](", at)) != std::string::npos; ++at) {
      const std::string target = words.substr(at + 2, words.find(')', at) - at - 2);
      if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
      const auto hash = target.find('#');
      const fs::path file = hash == 0 ? page : page.parent_path() / target.substr(0, hash);
      ++checked;
      ASSERT_TRUE(fs::exists(file)) << page << " links to " << target;
      if (hash != std::string::npos && file.extension() == ".md") {
        EXPECT_TRUE(anchors(read(file)).contains(target.substr(hash + 1)))
            << page << " links to " << target << ", which has no such heading";
      }
    }
  }
  EXPECT_GT(checked, 100u);
}

TEST(Links, TheIndexNamesEveryPage) {
  const fs::path docs = fs::path(DOCKGATE_SOURCE) / "docs";
  const std::string index = read(docs / "README.md");
  for (const auto& entry : fs::directory_iterator(docs)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".md" || name == "README.md") continue;
    EXPECT_NE(index.find("(" + name), std::string::npos) << "docs/README.md leaves out " << name;
  }
}

/// Whole policies in the pages start with their schema and edition. Those of docs/rules are examples that run
/// elsewhere, some of them wrong on purpose.
TEST(Pages, ShowPoliciesThatAreValid) {
  std::size_t checked = 0;
  for (const fs::path& page : pages()) {
    if (page.string().find("/docs/rules/") != std::string::npos) continue;
    const std::string bytes = read(page);
    const std::string_view open = "```yaml\nschema: 1\nedition: ";
    for (std::size_t at = 0; (at = bytes.find(open, at)) != std::string::npos; ++at) {
      const std::size_t begin = at + 8, end = bytes.find("\n```", begin) + 1;
      const auto source = std::make_shared<SourceFile>(".dockgate.yaml", bytes.substr(begin, end - begin));
      const auto loaded = policy::Policy::parse(source, nullptr, ".dockgate.yaml");
      ++checked;
      EXPECT_TRUE(loaded) << page << ": " << (loaded ? "" : loaded.error().front().message);
    }
  }
  EXPECT_GE(checked, 3u);
}

}  // namespace
}  // namespace dockgate
