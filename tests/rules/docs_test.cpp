// The tables of docs/ that are made of rules say what the rules say.
#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policy/alias_sets.hpp"
#include "policy/level.hpp"
#include "policy/rule.hpp"

namespace dockgate {
namespace {

using policy::Rule;

void add(std::string& list, std::string_view word) {
  const std::string all = ", " + list + ",";
  if (all.find(", " + std::string(word) + ",") != std::string::npos) return;
  list += (list.empty() ? "" : ", ") + std::string(word);
}

/// The level of `rule` in hadolint's set for its code `alias`.
int level_in_set(const Rule& rule, std::string_view alias) {
  int level = policy::level_off;
  for (const auto& each : rule.sets) {
    if (each.name == alias) return each.severity;
    if (each.name == "hadolint") level = each.severity;
  }
  return level;
}

int level_at_production(const Rule& rule) {
  for (const auto& each : rule.severities)
    if (each.name == "production" || each.name.empty()) return each.severity;
  return policy::level_off;
}

std::vector<std::string> hadolint_rows() {
  struct Row {
    std::string rules, set, recommended;
  };
  std::map<std::string, Row> rows;
  for (const Rule& rule : policy::builtin_rules()) {
    for (const auto& alias : rule.aliases) {
      if (!alias.name.starts_with("DL") || !policy::alias_in_set(alias.name, "hadolint")) continue;
      Row& row = rows[std::string(alias.name)];
      add(row.rules, rule.name);
      add(row.set, policy::level_name(level_in_set(rule, alias.name)));
      add(row.recommended, policy::level_name(level_at_production(rule)));
    }
  }
  std::vector<std::string> out;
  for (const auto& [code, row] : rows)
    out.push_back("| " + code + " | " + row.rules + " | " + row.set + " | " + row.recommended + " |");
  return out;
}

TEST(Docs, HadolintsTableSaysWhatTheRulesSay) {
  std::ifstream in(std::string(DOCKGATE_SOURCE) + "/docs/rules-hadolint.md");
  std::vector<std::string> rows;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("| DL")) rows.push_back(line);
  const auto expected = hadolint_rows();
  ASSERT_GT(expected.size(), 71u);
  std::string table;
  for (const auto& row : expected) table += row + "\n";
  EXPECT_EQ(rows, expected) << "the table has to be\n" << table;
}

}  // namespace
}  // namespace dockgate
