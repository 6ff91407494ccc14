#pragma once
// Facts and policies for the tests of this folder.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facts/facts.hpp"
#include "policy/evaluate.hpp"
#include "policy/policy.hpp"
#include "yaml/node.hpp"

namespace dockgate::policy {

inline SourcePtr source(std::string text, std::string path = ".dockgate.yaml") {
  return std::make_shared<SourceFile>(std::move(path), std::move(text));
}

/// "line:column message" of each problem.
inline std::vector<std::string> told(const std::vector<Problem>& problems) {
  std::vector<std::string> result;
  for (const Problem& problem : problems) {
    const Position at = problem.at.source->position(problem.at.span.begin);
    result.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + " " + problem.message);
  }
  return result;
}

/// The policy in `text`; a test failure and the built-in one where that is not valid.
inline PolicyPtr policy(std::string text) {
  const LoadResult result = Policy::parse(source(std::move(text)));
  if (result) return *result;
  for (const std::string& problem : told(result.error())) ADD_FAILURE() << problem;
  return Policy::builtin();
}

inline std::vector<std::string> policy_problems(std::string text) {
  const LoadResult result = Policy::parse(source(std::move(text)));
  return result ? std::vector<std::string>{} : told(result.error());
}

/// A build whose facts stand at the words of its Dockerfile.
class Build {
 public:
  explicit Build(std::string dockerfile, std::string path = "Dockerfile") {
    facts_.dockerfile = path;
    facts_.source = source(std::move(dockerfile), std::move(path));
  }
  facts::BuildFacts& facts() { return facts_; }
  /// The place of `text` in the Dockerfile.
  Place at(std::string_view text) const {
    const std::size_t begin = facts_.source->bytes().find(text);
    EXPECT_NE(begin, std::string_view::npos) << text;
    return {facts_.source,
            {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + text.size())}};
  }
  facts::CommandFact& command(std::string_view text, std::vector<std::string> argv, int stage = 0) {
    facts::CommandFact fact;
    fact.at = at(text);
    fact.instruction = facts_.source->line_of(fact.at.span.begin) - 1;
    fact.stage = stage;
    fact.subject = fact.program = argv.front();
    fact.argv = std::move(argv);
    facts_.commands.push_back(std::move(fact));
    return facts_.commands.back();
  }
  facts::InstructionFact& instruction(std::string_view text, int stage = 0) {
    facts::InstructionFact fact;
    fact.at = at(text);
    fact.instruction = facts_.source->line_of(fact.at.span.begin) - 1;
    fact.stage = stage;
    fact.keyword = text.substr(0, text.find(' '));
    facts_.instructions.push_back(std::move(fact));
    return facts_.instructions.back();
  }
  facts::ImageFact& image(std::string_view text, facts::ImageState state) {
    facts::ImageFact fact;
    fact.at = at(text);
    fact.role = "FROM";
    fact.subject = fact.text = fact.resolved = text;
    fact.state = state;
    fact.stage = 0;
    facts_.images.push_back(std::move(fact));
    return facts_.images.back();
  }

 private:
  facts::BuildFacts facts_;
};

constexpr text::Date a_day{2026, 11, 24};

inline std::vector<Finding> findings(const Policy& policy, Build& build,
                                     std::string_view boundary = "production", ExceptionUse* use = nullptr) {
  return evaluate(policy, *policy.find_boundary(boundary), build.facts(), a_day, use);
}

/// "rule severity line message" of each finding.
inline std::vector<std::string> told(const std::vector<Finding>& found) {
  static constexpr const char* names[] = {"style", "info", "warning", "error"};
  std::vector<std::string> result;
  for (const Finding& finding : found) {
    result.push_back(finding.rule + " " + names[static_cast<int>(finding.severity)] + " " +
                     std::to_string(finding.at.source->line_of(finding.at.span.begin)) + " " +
                     finding.message);
  }
  return result;
}

using Told = std::vector<std::string>;

/// Only the findings of the rules whose name starts with `prefix`.
inline std::vector<Finding> of_rules(std::vector<Finding> found, std::string_view prefix) {
  std::erase_if(found, [&](const Finding& finding) { return !finding.rule.starts_with(prefix); });
  return found;
}

}  // namespace dockgate::policy
