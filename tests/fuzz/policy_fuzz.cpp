// Policies and rules out of arbitrary bytes: no crash, every problem with a place inside its file, and what
// is accepted can be asked about.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "policy/evaluate.hpp"
#include "policy/policy.hpp"
#include "policy/rule_file.hpp"
#include "yaml/node.hpp"

namespace {

using namespace dockgate;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const Problem& problem) {
  require(problem.at.source != nullptr && !problem.message.empty());
  require(problem.at.span.begin <= problem.at.span.end &&
          problem.at.span.end <= problem.at.source->bytes().size());
}

void check(const yaml::Node& node) {
  require(node.at.span.end <= node.at.source->bytes().size());
  for (const yaml::Node& item : node.items) check(item);
  for (const auto& [key, value] : node.entries) {
    require(key.is_scalar());
    check(value);
  }
}

void evaluate(const policy::Policy& policy) {
  facts::BuildFacts facts;
  facts.dockerfile = "a/Dockerfile";
  facts::ImageFact image;
  image.role = "FROM";
  image.text = image.resolved = image.subject = "python:3.12";
  image.at.source = std::make_shared<SourceFile>("a/Dockerfile", "FROM python:3.12\n");
  facts.images.push_back(image);
  const policy::Classified classified = policy.classify(policy::classify_input(facts));
  require(classified.boundary != nullptr && !classified.reason.empty());
  policy::ExceptionUse use;
  const text::Date today{2026, 11, 24};
  policy::evaluate(policy, *classified.boundary, facts, today, &use);
  policy::exception_findings(policy, *classified.boundary, use, today);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source =
      std::make_shared<SourceFile>(".dockgate.yaml", std::string(reinterpret_cast<const char*>(data), size));
  const auto node = yaml::parse(source);
  if (!node) {
    check(node.error());
    return 0;
  }
  check(*node);
  policy::Arena arena;
  std::vector<Problem> problems;
  const bool rule = policy::read_rule(*node, arena, problems, {}).has_value();
  require(rule == problems.empty());
  for (const Problem& problem : problems) check(problem);
  const policy::LoadResult policy = policy::Policy::parse(source);
  if (policy) {
    evaluate(**policy);
  } else {
    require(!policy.error().empty());
    for (const Problem& problem : policy.error()) check(problem);
  }
  return 0;
}
