#pragma once
// From what the gate judged to evidence.

#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "lint/gate.hpp"

namespace dockgate::evidence {

/// What the run was given, as far as the result does not tell.
struct RunContext {
  std::string tool_version, as_of;
  std::vector<std::string> command;   // as Evidence::command
  std::vector<ScopeFile> more_scope;  // baseline, image
};

/// Sorted, and the same for the same result: no clock, no order of threads.
Evidence collect(const lint::GateResult& result, const RunContext& context);

/// The path of the file that `at` stands in, in valid UTF-8; "" where it stands in none.
std::string path_of(const Place& at);

/// Stages, scripts, modules, models and weights of one build and what leads from one to the other, coloured
/// by `findings` (those of the whole run). Of very many files in one column the worst are kept.
void draw(const facts::BuildFacts& facts, const manifest::Build& parts,
          const std::vector<SeenFinding>& findings, BuildEvidence& out);

}  // namespace dockgate::evidence
