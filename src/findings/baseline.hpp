#pragma once
// Findings that are known: the debt file of a team, and what stood in an earlier state of the files.

#include <optional>
#include <string>
#include <vector>

#include <dockgate/finding.hpp>

namespace dockgate::findings {

struct BaselineEntry {
  std::string fingerprint;
  std::string rule, file, dockerfile, subject;  // for readers; the fingerprint decides
  Place at;                                     // in the baseline file
};

struct Baseline {
  std::vector<BaselineEntry> entries;
  std::string reason;  // for what it suppresses: "in .dockgate-baseline.json"
};

/// Reads a baseline file. Every mistake is reported; a broken baseline is never read in part.
Result<Baseline, std::vector<Problem>> read_baseline(const SourcePtr& source);

/// The findings in force as a baseline: one entry each, with fingerprints, in their order.
Baseline baseline_of(const std::vector<Finding>& findings);

/// The text of a baseline file: JSON, one entry a line, so that a difference shows what went.
std::string baseline_text(const std::vector<BaselineEntry>& entries);

/// Suppresses the findings that the baseline knows; those that are suppressed already stay as they are. Says
/// for each entry whether there was such a finding.
std::vector<bool> apply_baseline(const Baseline& baseline, std::vector<Finding>& findings);

}  // namespace dockgate::findings
