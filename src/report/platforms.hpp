#pragma once
// JSON of code hosting platforms.

#include <string>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// GitLab's Code Quality report: a list with description, check_name, fingerprint, severity and location.
/// Suppressed findings never stand in it: GitLab has no word for them.
std::string gitlab_report(const LintResult& result, const ReportOptions& options);

}  // namespace dockgate::report
