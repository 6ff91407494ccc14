#pragma once
// What a user may ask of a report, whatever its format.

#include <string>

namespace dockgate::report {

struct ReportOptions {
  bool colour = false;
  bool quiet = false;    // text: findings only
  unsigned jobs = 1;     // text: threads that write findings
  bool verbose = false;  // text: also what was skipped
  bool show_suppressed = false;
  bool statistics = false;     // text: counts in place of findings; json: besides them
  std::string version;         // of the program, where a format has a place for it
  std::string today;           // 2026-12-31, to tell what runs out soon; "" tells nothing
  long long milliseconds = 0;  // text: how long the run took; 0 says nothing of it
};

}  // namespace dockgate::report
