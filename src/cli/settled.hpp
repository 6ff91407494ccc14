#pragma once
// Findings of runs over many Dockerfiles, written while the run goes on.

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "cli/options.hpp"
#include "cli/packed_text.hpp"
#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::cli {

/// Keeps what the text report says of Dockerfiles whose findings are final, in place of the findings and the
/// files that they point into.
class SettledReports {
 public:
  /// Whether a run over `inputs` Dockerfiles is worth it, and what is asked of it allows it: the text report
  /// on standard output, of all that is found.
  static bool serve(const Options& options, std::size_t inputs);

  explicit SettledReports(report::ReportOptions look);
  /// For LintOptions::settle.
  void take(const JudgedDockerfile& judged, std::vector<Finding> findings);
  /// The report on the rest with what was taken at its places.
  void report(const LintResult& rest, const report::ReportOptions& look,
              const std::function<void(std::string_view)>& put);

 private:
  report::ReportOptions look_;
  std::atomic<std::size_t> written_ = 0;  // bytes of reports
  std::mutex mutex_;
  std::vector<std::pair<std::string, PackedText>> reports_;  // by path
};

}  // namespace dockgate::cli
