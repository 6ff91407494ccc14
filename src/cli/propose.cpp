#include "cli/propose.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "lint/invocations.hpp"
#include "policy/builtin.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t max_depth = 3;
constexpr std::size_t max_folders = 5000;

struct Hint {
  std::string_view folder, boundary;
};
constexpr std::array<Hint, 27> hints{{
    {"notebooks", "research"},     {"notebook", "research"},     {"experiments", "research"},
    {"experiment", "research"},    {"research", "research"},     {"sandbox", "research"},
    {"playground", "research"},    {"prototypes", "research"},   {"examples", "research"},
    {"demo", "research"},          {"demos", "research"},        {"tools", "internal"},
    {"tooling", "internal"},       {"internal", "internal"},     {"ci", "internal"},
    {".devcontainer", "internal"}, {"dev", "internal"},          {"tests", "internal"},
    {"test", "internal"},          {"deploy", "production"},     {"deployment", "production"},
    {"services", "production"},    {"production", "production"}, {"prod", "production"},
    {"k8s", "production"},         {"charts", "production"},     {"serving", "production"},
}};
constexpr std::array<std::string_view, 9> passed_over{
    ".git", ".hg", ".svn", ".venv", "venv", "node_modules", ".tox", "__pycache__", "site-packages"};

/// Such a path is a glob that matches itself and a YAML text between quotes.
bool is_plain(std::string_view path) {
  return path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/ ") ==
         std::string_view::npos;
}

class Walk {
 public:
  explicit Walk(const FileTree& tree) : tree_(tree) {}

  void search(const std::string& folder, std::size_t depth) {
    if (++seen_ > max_folders) return;
    const auto entries = tree_.list(folder);
    if (!entries) return;
    for (const FolderEntry& entry : *entries) {
      const std::string path = text::join(folder, entry.name);
      if (!is_plain(path)) continue;
      if (entry.kind == EntryKind::file && lint::is_build_file_name(entry.name)) build_files.push_back(path);
      if (entry.kind != EntryKind::folder || std::ranges::find(passed_over, entry.name) != passed_over.end())
        continue;
      const std::string name = text::lower(entry.name);
      const auto hint = std::ranges::find(hints, name, &Hint::folder);
      if (hint != hints.end()) {
        folders[hint->boundary].push_back(path + "/**");
      } else if (depth < max_depth && !entry.name.starts_with('.')) {
        search(path, depth + 1);
      }
    }
  }

  std::map<std::string_view, std::vector<std::string>> folders;  // globs by boundary
  std::vector<std::string> build_files;

 private:
  const FileTree& tree_;
  std::size_t seen_ = 0;
};

std::string listed(const std::vector<std::string>& texts, std::string_view mark) {
  std::string out;
  for (const std::string& text : texts)
    out.append(out.empty() ? "" : ", ").append(mark).append(text).append(mark);
  return out;
}

}  // namespace

Proposal propose(const FileTree& tree) {
  Walk walk(tree);
  walk.search("", 1);
  Proposal proposal;
  std::string entries;
  for (const std::string_view boundary : {"research", "internal", "production"}) {
    const auto found = walk.folders.find(boundary);
    if (found == walk.folders.end()) continue;
    const bool lowers = boundary != "production";
    entries += "  - {boundary: " + std::string(boundary) + ", path: [" + listed(found->second, "\"") + "]" +
               (lowers ? ", lowers: true" : "") + "}\n";
    proposal.found.push_back(std::string(boundary) + ": " + listed(found->second, ""));
  }
  if (!walk.build_files.empty()) {
    entries += "  # What " + walk.build_files.front() +
               (walk.build_files.size() > 1 ? " and its like build" : " builds") + " gets deployed.\n" +
               "  - {boundary: production, invocation: [\"compose service *\", \"bake target *\"]}\n";
    proposal.found.push_back("production: what " + listed(walk.build_files, "") + " build");
  }
  if (entries.empty()) {
    entries =
        "  # - {boundary: research, path: [\"notebooks/**\", \"experiments/**\"], lowers: true}\n"
        "  # - {boundary: internal, path: \"tools/**\", lowers: true}\n"
        "  []\n";
  }
  proposal.text =
      "# How strict dockgate is, and where. `dockgate policy check` validates this file, `dockgate policy "
      "why FILE`\n"
      "# tells what it says of a Dockerfile, `dockgate explain RULE` what a rule is for.\n"
      "schema: 1\n"
      "edition: \"" +
      std::string(policy::builtin_edition()) +
      "\"  # built-in rules of later editions stay off until this is moved\n"
      "extends: builtin:recommended\n"
      "\n"
      "# How far each Dockerfile reaches: research (lenient), internal, production (strict). The strictest "
      "entry that\n"
      "# matches wins; what nothing matches is production.\n"
      "classify:\n" +
      entries +
      "\n"
      "# Levels other than the built-in ones: error, warning, info, style, off.\n"
      "# rules:\n"
      "#   build/root-user: {production: warning}\n"
      "\n"
      "# Whose base images, which registries and which models are known.\n"
      "# lists:\n"
      "#   maintainers: [{name: platform-team, match: [\"registry.example.com/base/**\"]}]\n"
      "#   registries: [registry.example.com]\n"
      "\n"
      "# What is let through, by whom, until when.\n"
      "# exceptions:\n"
      "#   - id: EX-1\n"
      "#     rule: base/digest\n"
      "#     where: {path: services/legacy/Dockerfile}\n"
      "#     reason: the vendor publishes rolling tags only\n"
      "#     owner: team-legacy\n"
      "#     ticket: SEC-1412\n"
      "#     expires: 2026-12-31\n";
  return proposal;
}

}  // namespace dockgate::cli
