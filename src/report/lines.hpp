#pragma once
// Formats with one line a finding.

#include <string>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// `file:line:column: level: message [rule]` (GNU Coding Standards, "Formatting Error Messages"). What could
/// not be judged is a line too. Input text is made printable.
std::string gnu_report(const LintResult& result, const ReportOptions& options);

/// `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message` (GitHub Actions, "Workflow
/// commands"), with its escapes, so that input cannot open another command.
std::string github_report(const LintResult& result, const ReportOptions& options);

/// `##vso[task.logissue type=error;sourcepath=…;linenumber=…;columnnumber=…;code=…;]message` (Azure
/// Pipelines, "Logging commands"), with its escapes. Azure knows errors and warnings; the rest is a plain
/// line.
std::string azure_report(const LintResult& result, const ReportOptions& options);

}  // namespace dockgate::report
