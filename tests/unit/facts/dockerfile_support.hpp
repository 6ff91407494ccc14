#pragma once
// Facts of a Dockerfile alone, for tests.

#include <string>

#include "dockerfile/parse.hpp"
#include "facts/dockerfile_facts.hpp"

namespace dockgate::facts {

/// What add_dockerfile_facts says of `text`, without a context.
inline BuildFacts facts_of(std::string text, build::Request request = {}) {
  auto source = std::make_shared<SourceFile>("Dockerfile", std::move(text));
  auto file = std::make_shared<const dockerfile::File>(dockerfile::parse(std::move(source)));
  const auto build = build::resolve(std::move(file), nullptr, std::move(request));
  BuildFacts facts;
  KnownImages known;
  add_dockerfile_facts(build, known, {}, facts);
  return facts;
}

inline std::uint32_t line_of(const Fact& fact) {
  return fact.at.source->line_of(fact.at.span.begin);
}
inline std::string text_at(const Place& place) {
  return std::string(place.source->text(place.span));
}

}  // namespace dockgate::facts
