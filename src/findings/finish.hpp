#pragma once
// What happens to the findings of all builds before they are shown: one cause, one finding; a stable order;
// fingerprints.

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include <dockgate/finding.hpp>

namespace dockgate::findings {

/// The file that a finding is shown in: that of its place, else its Dockerfile.
std::string_view file_of(const Finding& finding);

/// Sorts by file, line, column, rule; of what finish() takes for one, the one that it keeps comes first. What
/// is sorted costs little.
void sort(std::vector<Finding>& findings);
/// Sorts. Of several findings of one rule at one place about one subject through
/// one Dockerfile (its targets, its callers) the worst is kept: one in force before a suppressed one, the
/// higher severity, refuted before unresolved; it names the callers of all. Fills in the fingerprints, by up
/// to `jobs` threads.
void finish(std::vector<Finding>& findings, unsigned jobs = 1);

/// How many findings are in force, by severity; `unresolved` counts those of them that could not be proven.
struct Counts {
  std::array<std::size_t, 4> by_severity{};  // indexed by Severity
  std::size_t unresolved = 0;
  std::size_t suppressed = 0;
  std::size_t of(Severity severity) const { return by_severity[static_cast<std::size_t>(severity)]; }
};
Counts count(const std::vector<Finding>& findings);

/// Whether a finding in force reaches the failure level of its boundary.
bool violated(const std::vector<Finding>& findings);

}  // namespace dockgate::findings
