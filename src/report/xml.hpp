#pragma once
// Formats in XML. Characters that XML 1.0 does not allow, and bytes that are not UTF-8, become U+FFFD.

#include <string>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// Checkstyle: a `file` element a file, an `error` element a finding.
std::string checkstyle_report(const LintResult& result, const ReportOptions& options);

/// JUnit: one suite, a test case for each Dockerfile; it fails by its findings of level error, and what could
/// not be judged is an error of its own case. Lower findings are written to the case's system-out.
std::string junit_report(const LintResult& result, const ReportOptions& options);

}  // namespace dockgate::report
