#pragma once
// Formats in XML. Characters that XML 1.0 does not allow, and bytes that are not UTF-8, become U+FFFD.

#include <string>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// Checkstyle: a `file` element a file, also for a Dockerfile without findings, an `error` element a finding.
std::string checkstyle_report(const LintResult& result, const ReportOptions& options);

/// JUnit, as Jenkins reads it: a suite for each Dockerfile, a case for each finding. Those that fail the run
/// are failures, lower ones pass and are written to the case's output, suppressed ones are skipped (when they
/// are asked for), a file that could not be judged is an error. A Dockerfile without any has one case that
/// passes.
std::string junit_report(const LintResult& result, const ReportOptions& options);

}  // namespace dockgate::report
