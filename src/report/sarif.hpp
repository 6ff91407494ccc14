#pragma once
// SARIF 2.1.0 (OASIS), as code scanning services read it.

#include <string>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// One run. Columns count code points (`columnKind: unicodeCodePoints`), paths are relative to the working
/// folder, the trace is a code flow, suppressed findings carry `suppressions`, what could not be judged is a
/// tool notification.
std::string sarif_report(const LintResult& result, const ReportOptions& options);

}  // namespace dockgate::report
