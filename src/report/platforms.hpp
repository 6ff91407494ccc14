#pragma once
// JSON of code hosting and review platforms. Suppressed findings never stand in it: these formats have no
// word for them. What was not judged is an entry of its own, `not-judged`: silence must not look like a clean
// file.

#include <string>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// GitLab's Code Quality report, which is Code Climate's list of issues (its spec, "Issues"): description,
/// check_name, categories, fingerprint, severity, location.
std::string gitlab_report(const LintResult& result, const ReportOptions& options);

/// The same issues as Code Climate's engines print them: each ended by a zero byte (its spec, "Output").
std::string codeclimate_report(const LintResult& result, const ReportOptions& options);

/// Codacy's results, an object a line: filename, line, message, patternId.
std::string codacy_report(const LintResult& result, const ReportOptions& options);

/// SonarQube's generic issue import in the form since 10.3: rules with impacts, issues with text ranges
/// (columns from 0, in UTF-16 units). A rule's severity is that of its worst finding: issues have none.
std::string sonarqube_report(const LintResult& result, const ReportOptions& options);

/// The Reviewdog Diagnostic Format as one DiagnosticResult, and as one Diagnostic a line. Columns count
/// bytes.
std::string rdjson_report(const LintResult& result, const ReportOptions& options);
std::string rdjson_lines_report(const LintResult& result, const ReportOptions& options);

}  // namespace dockgate::report
