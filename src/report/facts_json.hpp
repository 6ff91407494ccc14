#pragma once
// `facts`: the shape dockgate.facts/1.

#include <span>
#include <string>

#include "facts/facts.hpp"

namespace dockgate::report {

struct FactsEntry {
  const facts::BuildFacts* facts = nullptr;
  std::string boundary;
};

/// What was understood of each build, before any policy.
std::string facts_json(std::span<const FactsEntry> builds);

}  // namespace dockgate::report
