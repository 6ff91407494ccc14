// Pages, tables, `explain`, `rules` and the rule list of SARIF say what the rule files say. script/docs mends
// what differs here.
#include <filesystem>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "policy/describe.hpp"
#include "policy/rule.hpp"
#include "report/sarif.hpp"
#include "support/examples.hpp"
#include "support/files.hpp"
#include "support/recorder.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::read;

std::string output_of(const std::vector<std::string>& arguments) {
  test::Recorder console;
  EXPECT_EQ(cli::run(arguments, console), 0) << console.error_;
  return console.out_;
}

fs::path source() {
  return DOCKGATE_SOURCE;
}

yaml::Node rule_file(std::string_view name) {
  const std::string path = "policies/rules/" + std::string(name) + ".yaml";
  auto node = yaml::parse(std::make_shared<SourceFile>(path, read(source() / path)));
  EXPECT_TRUE(node) << path;
  return *node;
}

std::string text_of(const yaml::Node& node, std::string_view key) {
  const yaml::Node* value = node.find(key);
  return value == nullptr ? std::string() : std::string(text::trim(value->scalar));
}

/// A text as it is shown where no finding fills its placeholders.
std::string shown(std::string_view key, const std::string& text) {
  return key == "help" ? policy::without_placeholders(text) : text;
}

/// Every text of a rule file that a user reads.
std::vector<std::string> words_of(const yaml::Node& node) {
  std::vector<std::string> out;
  for (const char* key : {"name", "summary", "why", "help", "fix"}) {
    if (std::string words = text_of(node, key); !words.empty()) out.push_back(shown(key, words));
  }
  return out;
}

TEST(Docs, HaveAPageForEachRuleAndNoOther) {
  std::set<std::string> names{"README"};
  for (const policy::Rule& rule : policy::builtin_rules()) {
    const std::string name(rule.name);
    names.insert(name);
    EXPECT_EQ(read(source() / "docs/rules" / (name + ".md")),
              output_of({"explain", name, "--format", "markdown"}))
        << "docs/rules/" << name << ".md differs from its rule file: run script/docs";
  }
  for (const auto& entry : fs::recursive_directory_iterator(source() / "docs/rules")) {
    if (entry.path().extension() != ".md") continue;
    const std::string name =
        fs::relative(entry.path(), source() / "docs/rules").replace_extension().generic_string();
    EXPECT_TRUE(names.contains(name)) << entry.path() << " belongs to no rule: run script/docs";
  }
}

TEST(Docs, TablesHaveEachRule) {
  const std::string index = read(source() / "docs/rules/README.md");
  EXPECT_NE(index.find(output_of({"rules", "--format", "markdown"})), std::string::npos)
      << "docs/rules/README.md differs: run script/docs";
}

TEST(Docs, ReadmeSaysWhatEachCategoryAsks) {
  std::set<std::string> categories;
  for (const policy::Rule& rule : policy::builtin_rules())
    categories.emplace(rule.name.substr(0, rule.name.find('/')));
  std::set<std::string> told;
  std::istringstream readme(read(source() / "README.md"));
  for (std::string line; std::getline(readme, line);) {
    if (!line.starts_with("| `")) continue;
    const std::string names = line.substr(2, line.find(" | ", 2) - 2);
    for (std::size_t at = 0; (at = names.find('`', at)) != std::string::npos;) {
      const std::size_t end = names.find('`', at + 1);
      ASSERT_NE(end, std::string::npos) << line;
      told.insert(names.substr(at + 1, end - at - 1));
      at = end + 1;
    }
  }
  EXPECT_EQ(told, categories);
}

TEST(Docs, ExplainAndRulesSayWhatTheFilesSay) {
  const json listed = json::parse(output_of({"rules", "--format", "json"}))["rules"];
  ASSERT_EQ(listed.size(), policy::builtin_rules().size());
  for (const json& rule : listed) {
    const std::string name = rule["name"];
    const yaml::Node file = rule_file(name);
    const std::string page = output_of({"explain", name, "--format", "markdown"});
    for (const std::string& words : words_of(file)) EXPECT_NE(page.find(words), std::string::npos) << name;
    for (const char* key : {"summary", "why", "help", "fix"})
      EXPECT_EQ(std::string(text::trim(rule[key].get<std::string>())), text_of(file, key))
          << name << " " << key;
    const yaml::Node* examples = file.find("examples");
    ASSERT_NE(examples, nullptr) << name;
    for (const char* kind : {"bad", "good"})
      EXPECT_EQ(rule["examples"][kind].size(), examples->find(kind)->items.size()) << name;
    const yaml::Node* aliases = file.find("aliases");
    EXPECT_EQ(rule["aliases"].size(), aliases == nullptr ? 0 : aliases->items.size()) << name;
    for (const json& alias : rule["aliases"]) {
      // One that a field tells has many names.
      const std::string alias_name = alias["name"];
      const std::string by_alias = output_of(
          {"explain", alias_name.substr(0, alias_name.find('[')) + (alias["varies"] ? "2086" : "")});
      EXPECT_FALSE(by_alias.empty()) << alias;
    }
  }
}

/// What SARIF says of `rule` when its first bad example is judged.
TEST(Docs, SarifDescribesRulesAsTheFilesDo) {
  for (const policy::Rule& rule : policy::builtin_rules()) {
    const LintResult result = test::judged(rule.bad.front(), &rule);
    const json rules = json::parse(report::sarif_report(result, {}))["runs"][0]["tool"]["driver"]["rules"];
    const auto found = std::ranges::find_if(rules, [&](const json& each) { return each["id"] == rule.name; });
    ASSERT_NE(found, rules.end()) << rule.name << ": its first bad example does not name it";
    const yaml::Node file = rule_file(rule.name);
    EXPECT_EQ((*found)["shortDescription"]["text"], text_of(file, "summary"));
    EXPECT_EQ((*found)["fullDescription"]["text"], text_of(file, "why"));
    for (const char* key : {"why", "help", "fix"}) {
      for (const char* form : {"text", "markdown"})
        EXPECT_NE((*found)["help"][form].get<std::string>().find(shown(key, text_of(file, key))),
                  std::string::npos)
            << rule.name;
    }
    EXPECT_EQ((*found)["properties"].contains("security-severity"), file.find("risk") != nullptr)
        << rule.name;
  }
}

}  // namespace
}  // namespace dockgate
