#pragma once
// Findings counted: which rules, at which boundary, whose exceptions.

#include <string>
#include <utility>
#include <vector>

#include "report/json_writer.hpp"
#include "report/style.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

struct RuleCount {
  std::string rule, summary;
  Severity worst = Severity::style;  // of its findings in force
  std::size_t count = 0, unresolved = 0, suppressed = 0, files = 0;
};

struct Statistics {
  std::vector<RuleCount> rules;                                 // most findings first
  std::vector<std::pair<std::string, std::size_t>> boundaries;  // findings in force
  std::vector<std::pair<std::string, std::size_t>> owners;  // suppressed findings; "" where nobody is named
};

Statistics statistics(const LintResult& result);

/// A table with one line a rule, then the boundaries and owners.
std::string statistics_text(const Statistics& counts, const Style& style);
/// The member `statistics` of an object.
void add_statistics(JsonWriter& json, const Statistics& counts);

}  // namespace dockgate::report
