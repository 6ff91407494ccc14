#pragma once
// The terminal form.

#include <string>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// Findings with excerpts and the way that led to them, what could not be judged, which policy and boundary
/// applied, and a closing line with counts. Input text is printed so that it cannot steer a terminal.
std::string text_report(const LintResult& result, const ReportOptions& options);

/// Mistakes in a policy, ledger or other file of ours, with excerpts.
std::string problems_report(const std::vector<Problem>& problems, bool colour);

}  // namespace dockgate::report
