// Build tool: checks every rule file and the recommended policy, and writes them as constant tables.
// dockgate_embed_rules OUTPUT POLICIES-FOLDER RULE-FILE…
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "policy/cpp_table.hpp"
#include "policy/rule_file.hpp"
#include "policy/settings.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::policy {
namespace {

std::optional<yaml::Node> read(const std::string& path, std::vector<Problem>& problems) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    problems.push_back({{std::make_shared<SourceFile>(path, ""), {}}, "cannot be read"});
    return std::nullopt;
  }
  auto node =
      yaml::parse(std::make_shared<SourceFile>(path, std::string(std::istreambuf_iterator<char>(in), {})));
  if (node) return *node;
  problems.push_back(node.error());
  return std::nullopt;
}

// Two rules that are the same one elsewhere, whatever the case, would make `--rule NAME=LEVEL` ambiguous.
void check_names(std::span<const Rule> rules, const std::map<std::string_view, Place>& places,
                 std::vector<Problem>& problems) {
  std::map<std::string, std::string_view> owners;
  for (const Rule& rule : rules) {
    for (const Alias& alias : rule.aliases) {
      if (alias.when) continue;  // parts of one rule elsewhere may be several here
      const auto [owner, added] = owners.emplace(text::lower(alias.name), rule.name);
      if (!added && owner->second != rule.name) {
        problems.push_back({places.at(rule.name), "alias `" + std::string(alias.name) + "` is also one of `" +
                                                      std::string(owner->second) + "`"});
      }
    }
  }
}

int run(const std::string& output, const std::string& folder, const std::vector<std::string>& files) {
  std::vector<Problem> problems;
  const auto recommended_node = read(folder + "/recommended.yaml", problems);
  Settings recommended;
  if (recommended_node) recommended = read_settings(*recommended_node, problems);
  RuleChecks checks;
  std::vector<std::string> boundaries, lists;
  for (const BoundarySettings& boundary : recommended.boundaries) boundaries.push_back(boundary.name);
  for (const auto& [name, entries] : recommended.lists) lists.push_back(name);
  checks.boundaries = boundaries;
  checks.lists = lists;

  Arena arena;
  std::vector<Rule> rules;
  std::map<std::string_view, Place> places;
  const std::string prefix = folder + "/rules/";
  for (const std::string& file : files) {
    const auto node = read(file, problems);
    if (!node) continue;
    // A file outside of rules/<category>/ gets a name that no rule can have.
    std::string name = file.starts_with(prefix) ? file.substr(prefix.size()) : file;
    if (name.ends_with(".yaml")) name.resize(name.size() - 5);
    checks.expected_name = name;
    if (const auto rule = read_rule(*node, arena, problems, checks)) {
      rules.push_back(*rule);
      places[rule->name] = node->at;
    }
  }
  std::ranges::sort(rules, {}, &Rule::name);
  check_names(rules, places, problems);
  for (const Problem& problem : problems) {
    const Position at = problem.at.source->position(problem.at.span.begin);
    std::fprintf(stderr, "%s:%u:%u: error: %s\n", problem.at.source->path().c_str(), at.line, at.column,
                 problem.message.c_str());
  }
  if (!problems.empty()) return 1;
  std::ofstream out(output, std::ios::binary);
  out << builtin_source(rules, recommended);
  return out.flush() ? 0 : 1;
}

}  // namespace
}  // namespace dockgate::policy

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  return dockgate::policy::run(argv[1], argv[2], {argv + 3, argv + argc});
}
