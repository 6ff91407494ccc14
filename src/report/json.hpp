#pragma once
// `check --format json`: the shape dockgate.findings/1.

#include <string>

#include "report/json_writer.hpp"
#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// One object as the contract on outside callers has it; the summary always counts suppressed findings.
std::string json_report(const LintResult& result, const ReportOptions& options);
/// The members of that object but for the schema, into one that has begun.
void add_results(JsonWriter& json, const LintResult& result, const ReportOptions& options);
/// One finding a line, each an object of the same shape.
std::string json_lines_report(const LintResult& result, const ReportOptions& options);

}  // namespace dockgate::report
