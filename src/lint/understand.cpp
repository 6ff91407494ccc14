#include "lint/understand.hpp"

#include <optional>

#include "build/invocation.hpp"
#include "lint/inline_places.hpp"
#include "lint/judge.hpp"
#include "text/for_each.hpp"

namespace dockgate::lint {

namespace {

/// Places in an inline Dockerfile become places in the file around it.
void move_out(facts::BuildFacts& facts, const SourcePtr& inner, const build::Invocation& invocation) {
  const InlinePlaces inlined(inner, &invocation);
  const auto move = [&](auto& list) {
    for (auto& fact : list) {
      fact.at = inlined.outer(fact.at);
      for (auto& step : fact.trace) step.at = inlined.outer(step.at);
    }
  };
  move(facts.images);
  move(facts.commands);
  move(facts.code);
  move(facts.models);
  move(facts.loads);
  move(facts.vendored);
  move(facts.code_issues);
  move(facts.reviews);
  for (Problem& problem : facts.not_judged) problem.at = inlined.outer(problem.at);
  for (facts::StageSummary& stage : facts.stages) {
    const Place line = inlined.outer({inner, inner->line_span(stage.line)});
    if (line.source) stage.line = line.source->line_of(line.span.begin);
  }
}

}  // namespace

UnderstandResult understand_all(std::vector<LintInput> inputs, const LintOptions& options,
                                bool hash_weights) {
  struct Part {
    std::optional<UnderstoodBuild> build;
    std::vector<NotJudged> not_judged;
    std::vector<Problem> policy_errors;
  };
  Shared shared(options, inputs.size(), hash_weights);
  std::vector<Part> parts(inputs.size());
  const auto failures = text::for_each_index(inputs.size(), options.jobs, [&](std::size_t i) {
    const LintInput& input = inputs[i];
    Part& part = parts[i];
    const auto read = source_of(input);
    if (!read) {
      part.not_judged.push_back(
          {input.tree->display_path(input.path), {}, std::string(to_string(read.error())), false});
      return;
    }
    const SourcePtr& source = *read;
    const policy::FoundPolicy found = shared.policy_of(input);
    Understood understood = understand(input, source, shared, found.policy, Depth::everything);
    if (input.invocation && input.invocation->inline_dockerfile)
      move_out(understood.facts, source, *input.invocation);
    std::string boundary;
    if (found.policy) {
      const ChosenBoundary chosen = boundary_of(understood, *found.policy, options);
      const ReviewFiles::Found ledger = shared.ledger_of(input);
      part.policy_errors = ledger.problems;
      if (chosen.boundary != nullptr) {
        boundary = chosen.boundary->name;
        add_reviews(input, shared, *found.policy, *chosen.boundary, ledger.ledger, understood.facts);
      }
    } else {
      part.policy_errors = found.problems;
    }
    part.build = UnderstoodBuild{std::move(understood.facts), std::move(boundary)};
  });

  UnderstandResult result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!failures[i].empty()) {
      result.internal_error = true;
      result.not_judged.push_back(
          {inputs[i].tree->display_path(inputs[i].path), {}, "internal error: " + failures[i], false});
      continue;
    }
    if (parts[i].build) result.builds.push_back(std::move(*parts[i].build));
    std::move(parts[i].not_judged.begin(), parts[i].not_judged.end(), std::back_inserter(result.not_judged));
    std::move(parts[i].policy_errors.begin(), parts[i].policy_errors.end(),
              std::back_inserter(result.policy_errors));
  }
  return result;
}

}  // namespace dockgate::lint
