#pragma once
// Markdown for a comment on a change and for the summary of a job.

#include <string>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// A headline with the verdict, a table of the findings, the way to each behind a fold, and what was not
/// judged. GitHub's and GitLab's Markdown both show it. Stays below the 65,536 characters that a comment on
/// GitHub may have: the worst findings come first, and what is left out is counted. Text of the input stands
/// in code, with each of its marks written as an entity, so that it can neither format nor mention anybody.
std::string markdown_report(const LintResult& result, const ReportOptions& options);

}  // namespace dockgate::report
