#pragma once
// The terminal form.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// Findings with excerpts and the way that led to them, what could not be judged, which policy and boundary
/// applied, and a closing line with counts. Input text is printed so that it cannot steer a terminal.
std::string text_report(const LintResult& result, const ReportOptions& options);

/// Findings that were written before the result was complete: those of one Dockerfile (LintOptions::settle).
struct SettledText {
  std::string path;                   // as it is shown
  std::function<std::string()> text;  // what text_report() says of them with `quiet`
};
/// The same report with the findings of `settled` at their places, sorted by their paths, piece by piece to
/// `put`.
void text_report(const LintResult& result, const ReportOptions& options,
                 const std::vector<SettledText>& settled, const std::function<void(std::string_view)>& put);

/// Mistakes in a policy, ledger or other file of ours, with excerpts.
std::string problems_report(const std::vector<Problem>& problems, bool colour);

}  // namespace dockgate::report
