// Facts that nobody asks for are not made, and nothing is said in another way without them.
#include <gtest/gtest.h>

#include "facts/schema.hpp"
#include "lint/discover.hpp"
#include "lint/judge.hpp"
#include "policy/evaluate.hpp"
#include "policy/rule.hpp"
#include "text/file_trees.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lint {
namespace {

std::string told(const Finding& finding) {
  std::string out = finding.rule + " " + std::to_string(static_cast<int>(finding.severity)) + " " +
                    std::to_string(finding.at.span.begin) + "-" + std::to_string(finding.at.span.end) + " " +
                    finding.message + " | " + finding.help + " |";
  for (const std::string& alias : finding.aliases) out += " " + alias;
  for (const Fix& fix : finding.fixes) out += " | " + fix.title;
  return out;
}

std::vector<std::string> findings_of(const policy::Policy& policy, const policy::Boundary& boundary,
                                     const facts::BuildFacts& facts) {
  std::vector<std::string> out;
  for (const Finding& finding : policy::evaluate(policy, boundary, facts, {}, nullptr))
    out.push_back(told(finding));
  return out;
}

std::size_t count_of(const facts::BuildFacts& facts) {
  std::size_t count = 0;
  for (const facts::Kind& kind : facts::kinds()) kind.each(facts, [&](const facts::Fact&) { ++count; });
  return count;
}

/// How many facts of the examples of all rules there are, and how many of them `policy` has made.
std::pair<std::size_t, std::size_t> compare(const policy::PolicyPtr& policy) {
  std::size_t all = 0, made = 0;
  for (const policy::Rule& rule : policy::builtin_rules()) {
    for (const auto& examples : {rule.good, rule.bad}) {
      for (const policy::Example& example : examples) {
        std::map<std::string, std::string> files;
        for (const auto& file : example.files)
          if (file.path != ".dockgate.yaml") files.emplace(file.path, file.text);
        const auto tree = text::memory_files(std::move(files));
        LintOptions options;
        options.policy = policy;
        for (const LintInput& input : discover(tree, "").inputs) {
          Shared shared(options, 1);
          const auto source = tree->read(input.path);
          if (!source) continue;
          const Understood everything = understand(input, *source, shared, policy, Depth::everything);
          const Understood wanted = understand(input, *source, shared, policy, Depth::code);
          all += count_of(everything.facts);
          made += count_of(wanted.facts);
          for (const policy::Boundary& boundary : policy->boundaries())
            EXPECT_EQ(findings_of(*policy, boundary, wanted.facts),
                      findings_of(*policy, boundary, everything.facts))
                << rule.name << ": " << example.name << " at " << boundary.name;
        }
      }
    }
  }
  return {all, made};
}

TEST(WantedFacts, AreAllThatRulesSpeakOf) {
  for (const char* name : {"recommended", "hadolint", "buildkit", "all"}) {
    const auto [all, made] = compare(policy::Policy::builtin(name));
    EXPECT_GT(made, 0u);
    EXPECT_LT(made, all) << name;
  }
}

TEST(WantedFacts, AreFewWhereFewRulesAreOn) {
  const auto source = std::make_shared<SourceFile>(
      ".dockgate.yaml", "schema: 1\nrules: {'*/*': off, build/sudo: error, labels/url: error}\n");
  const auto policy = policy::Policy::parse(source);
  ASSERT_TRUE(policy);
  const facts::Wanted& wanted = (*policy)->wanted();
  EXPECT_TRUE(facts::wanted_of(wanted, "command").has("program", "sudo"));
  EXPECT_TRUE(facts::wanted_of(wanted, "command").has("wrapped_by", "sudo"));
  EXPECT_FALSE(facts::wanted_of(wanted, "command").has("program", "curl"));
  EXPECT_TRUE(facts::wanted_of(wanted, "install").none());
  EXPECT_TRUE(facts::wanted_of(wanted, "variable").none()) << "the policy lists no label that is an address";
  EXPECT_TRUE(facts::wanted_of(nullptr, "variable").all());
}

}  // namespace
}  // namespace dockgate::lint
