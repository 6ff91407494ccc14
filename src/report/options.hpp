#pragma once
// What a user may ask of a report, whatever its format.

namespace dockgate::report {

struct ReportOptions {
  bool colour = false;
  bool quiet = false;    // text: findings only
  bool verbose = false;  // text: also what was skipped
  bool show_suppressed = false;
};

}  // namespace dockgate::report
