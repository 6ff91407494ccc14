// Every rule is its own test: its bad examples give exactly what they say, its good ones nothing, through the
// same pipeline that users run. And rules keep to the conventions of policies/README.md.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "policy/rule.hpp"
#include "support/examples.hpp"
#include "text/words.hpp"
#include <dockgate/fix.hpp>

namespace dockgate {
namespace {

using policy::Example;
using policy::Rule;
using test::Files;
using test::files_of;
using test::Setup;
using test::setup_of;

/// All findings on an example, those of other rules as well.
std::vector<Finding> findings_on(const Example& example, const Rule* rule = nullptr) {
  return test::judged(example, rule).findings;
}

std::string place_of(const Finding& finding) {
  if (!finding.at.source) {
    return finding.dockerfile;
  }
  const auto& source = *finding.at.source;
  return source.path() + ":" + std::to_string(source.line_of(finding.at.span.begin));
}

std::string list(const std::vector<Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) {
    out += "  " + place_of(finding) + " " + finding.rule + ": " + finding.message + "\n";
  }
  return out.empty() ? "  no finding\n" : out;
}

std::string text_of(const Example& example) {
  std::string out;
  for (const auto& file : example.files) {
    out += "--- " + std::string(file.path) + "\n" + std::string(file.text) + "\n";
  }
  return out;
}

/// What a user reads: lower case, no final period, no hole where a value should be.
void check_words(std::string_view text, std::string_view what) {
  ASSERT_FALSE(text.empty()) << what;
  EXPECT_FALSE(text.ends_with('.')) << what << ": " << text;
  EXPECT_EQ(text.find("``"), std::string_view::npos) << what << " has an empty value: " << text;
  EXPECT_EQ(text.find("  "), std::string_view::npos) << what << ": " << text;
  EXPECT_EQ(text.find('\n'), std::string_view::npos) << what << ": " << text;
  EXPECT_EQ(std::ranges::count(text, '`') % 2, 0) << what << ": " << text;
  // A name may stand first, as in "Python 2 …"; a sentence's first word may not be in upper case.
  const std::set<std::string_view> names{
      "Dockerfile", "Docker", "BuildKit", "ADD",         "CMD",        "COPY", "ENTRYPOINT", "ENV",
      "EXPOSE",     "FROM",   "LABEL",    "HEALTHCHECK", "MAINTAINER", "RUN",  "USER",       "WORKDIR",
      "Go",         "Alpine", "Debian",   "Node",        "Python",     "Ruby", "ShellCheck"};
  const auto first = text.substr(0, text.find_first_of(" :'"));
  if (first.starts_with("SC")) return;  // one of ShellCheck's names
  EXPECT_TRUE(names.contains(first) || first[0] < 'A' || first[0] > 'Z') << what << ": " << text;
}

/// Whether `message` can be `pattern` with its `{field}`s filled in.
bool fits(std::string_view message, std::string_view pattern) {
  while (!pattern.empty()) {
    const std::size_t hole = pattern.find('{');
    if (hole == std::string_view::npos) return message.ends_with(pattern);
    const std::size_t at = message.find(pattern.substr(0, hole));
    if (at == std::string_view::npos) return false;
    message.remove_prefix(at + hole);
    if (pattern.substr(hole).starts_with("{{")) {  // a brace
      if (!message.starts_with('{')) return false;
      message.remove_prefix(1);
      pattern.remove_prefix(hole + 2);
    } else {
      pattern.remove_prefix(pattern.find('}', hole) + 1);
    }
  }
  return true;
}

class RuleTest : public testing::TestWithParam<const Rule*> {};

TEST_P(RuleTest, BadExamplesGiveExactlyTheirFindings) {
  const Rule& rule = *GetParam();
  for (const auto& example : rule.bad) {
    const auto all = findings_on(example, &rule);
    std::vector<std::string> found, expected(example.expect.begin(), example.expect.end());
    for (const auto& finding : all) {
      if (finding.rule == rule.name) {
        found.push_back(place_of(finding));
        check_words(finding.message, "message");
        EXPECT_FALSE(finding.help.empty());
      }
    }
    std::ranges::sort(found);
    std::ranges::sort(expected);
    EXPECT_EQ(found, expected) << example.name << "\n" << text_of(example) << "findings:\n" << list(all);
  }
}

TEST_P(RuleTest, GoodExamplesGiveNone) {
  const Rule& rule = *GetParam();
  for (const auto& example : rule.good) {
    const auto all = findings_on(example, &rule);
    const bool found =
        std::ranges::any_of(all, [&](const Finding& finding) { return finding.rule == rule.name; });
    EXPECT_FALSE(found) << example.name << "\n" << text_of(example) << "findings:\n" << list(all);
  }
}

TEST_P(RuleTest, KeepsToTheConventions) {
  const Rule& rule = *GetParam();
  check_words(rule.summary, "summary");
  EXPECT_FALSE(rule.why.empty());
  EXPECT_FALSE(rule.fix.empty()) << "say how to mend it";
  EXPECT_FALSE(rule.edition.empty());
  EXPECT_GE(rule.bad.size(), 2u) << "what one example shows may be by chance";
  EXPECT_GE(rule.good.size(), 2u);
  const bool made_elsewhere = rule.kind == "engine";
  if (!made_elsewhere) {
    check_words(rule.help, "help");
    EXPECT_FALSE(rule.clauses.empty());
  }
  for (const auto& clause : rule.clauses) {
    EXPECT_FALSE(clause.message.empty());
    EXPECT_FALSE(clause.message.ends_with('.')) << clause.message;
    if (!clause.help.empty()) {
      check_words(clause.help, "help of a clause");
    }
  }
  EXPECT_TRUE(rule.severities.size() == 1 || rule.severities.size() == 3)
      << "one for all, or one for each boundary";
  for (const auto reference : rule.references) {
    EXPECT_TRUE(reference.starts_with("https://")) << reference;
  }
}

/// The files of an example with all edits of the rule made, the unsafe ones too.
Files fixed_files(const Example& example, const Files& files, const Rule& rule) {
  const Setup setup = setup_of(example, files, &rule);
  FixOptions fixes;
  fixes.unsafe = true;
  fixes.wanted = [&](const Finding& finding) { return finding.rule == rule.name; };
  const FixResult result = fix_all(setup.inputs, setup.options, fixes);
  for (const auto& tried : result.refused) ADD_FAILURE() << tried.fix.title << ": " << tried.refused;
  for (const auto& finding : result.left.findings)
    EXPECT_TRUE(finding.rule != rule.name || finding.fixes.empty()) << finding.message << " has a fix still";
  Files out = files;
  for (const auto& file : result.files) out[file.path] = file.after;
  return out;
}

TEST_P(RuleTest, EditsMakeOfExamplesWhatTheySay) {
  const Rule& rule = *GetParam();
  bool any = false;
  for (const auto& example : rule.bad) {
    const Files before = files_of(example);
    const Files after = fixed_files(example, before, rule);
    Files expected = before;
    for (const auto& file : example.fixed) expected[std::string(file.path)] = file.text;
    any = any || !example.fixed.empty();
    for (const auto& [path, text] : expected)
      EXPECT_EQ(text::trim(after.at(path)), text::trim(text)) << example.name << ", " << path;
    EXPECT_EQ(fixed_files(example, after, rule), after) << "fixed again, it is something else";
  }
  // The program itself may know what to put in place of what it finds.
  if (rule.kind != "engine") {
    EXPECT_EQ(any, !rule.edits.empty()) << "`fixed` on a bad example shows what an edit does";
  }
}

TEST_P(RuleTest, EachEditIsOnABadExample) {
  const Rule& rule = *GetParam();
  std::set<std::string> seen;
  for (const auto& example : rule.bad) {
    for (const auto& finding : findings_on(example, &rule)) {
      if (finding.rule != rule.name) continue;
      for (const auto& fix : finding.fixes) {
        seen.insert(fix.title);
        check_words(fix.title, "title of an edit");
      }
    }
  }
  for (const auto& edit : rule.edits) {
    const bool shown =
        std::ranges::any_of(seen, [&](const std::string& title) { return fits(title, edit.title); });
    EXPECT_TRUE(shown) << "no bad example shows: " << edit.title;
  }
}

TEST_P(RuleTest, EachAliasIsOnABadExample) {
  const Rule& rule = *GetParam();
  std::set<std::string> seen;
  for (const auto& example : rule.bad) {
    for (const auto& finding : findings_on(example, &rule)) {
      if (finding.rule == rule.name) {
        seen.insert(finding.aliases.begin(), finding.aliases.end());
      }
    }
  }
  for (const auto& alias : rule.aliases) {
    EXPECT_TRUE(
        std::ranges::any_of(seen, [&](const std::string& name) { return policy::names_alias(alias, name); }))
        << "no bad example shows " << alias.name;
  }
}

/// The clause that made `finding`: of those that fit, the one that says most by itself.
const policy::Clause* clause_of(const Rule& rule, const Finding& finding) {
  const policy::Clause* best = nullptr;
  for (const auto& clause : rule.clauses) {
    if (clause.at_most < static_cast<int>(finding.severity) || !fits(finding.message, clause.message))
      continue;
    // Of two with the same words, the one whose level it has.
    if (best == nullptr || clause.message.size() > best->message.size() ||
        (clause.message == best->message && clause.at_most < best->at_most))
      best = &clause;
  }
  return best;
}

TEST_P(RuleTest, EachMessageIsOnABadExample) {
  const Rule& rule = *GetParam();
  std::set<const policy::Clause*> seen;
  for (const auto& example : rule.bad) {
    for (const auto& finding : findings_on(example, &rule)) {
      if (finding.rule == rule.name) seen.insert(clause_of(rule, finding));
    }
  }
  for (const auto& clause : rule.clauses)
    EXPECT_TRUE(seen.contains(&clause)) << "no bad example shows: " << clause.message;
}

std::vector<const Rule*> all_rules() {
  std::vector<const Rule*> out;
  for (const auto& rule : policy::builtin_rules()) {
    out.push_back(&rule);
  }
  return out;
}

std::string test_name(const testing::TestParamInfo<const Rule*>& info) {
  std::string name(info.param->name);
  std::ranges::replace_if(
      name, [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Rules, RuleTest, testing::ValuesIn(all_rules()), test_name);

TEST(Rules, HaveUniqueNamesInOrderAndStandInTheirFiles) {
  std::set<std::string_view> names;
  std::string_view before;
  for (const auto& rule : policy::builtin_rules()) {
    EXPECT_LT(before, rule.name);
    before = rule.name;
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    const auto file =
        std::filesystem::path(DOCKGATE_SOURCE) / "policies/rules" / (std::string(rule.name) + ".yaml");
    EXPECT_TRUE(std::filesystem::exists(file)) << file;
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::filesystem::path(DOCKGATE_SOURCE) / "policies/rules")) {
    files += entry.path().extension() == ".yaml" ? 1 : 0;
  }
  EXPECT_EQ(files, names.size()) << "a rule file is not embedded; run CMake again";
}

// Each reference gives at most one of these, the first that holds.
TEST(Rules, AnImageReferenceGivesOneFindingOfItsGroup) {
  const std::map<std::string, std::string> expected{
      {"FROM Python:3.12", "base/malformed"},      {"FROM python:$V", "base/unresolved"},
      {"FROM python", "base/floating-tag"},        {"FROM python:latest", "base/floating-tag"},
      {"FROM python:3.12", "base/digest"},         {"FROM python@sha256:0123", "base/malformed"},
      {"FROM python:nightly", "base/floating-tag"}};
  for (const auto& [text, rule] : expected) {
    const Example::File file{"Dockerfile", text};
    std::set<std::string> found;
    for (const auto& finding : findings_on({"", {&file, 1}, "", {}, {}, {}})) {
      for (const char* one : {"base/malformed", "base/unresolved", "base/floating-tag", "base/digest"}) {
        if (finding.rule == one) {
          found.insert(finding.rule);
        }
      }
    }
    EXPECT_EQ(found, std::set<std::string>{rule}) << text;
  }
}

}  // namespace
}  // namespace dockgate
