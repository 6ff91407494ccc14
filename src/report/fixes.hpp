#pragma once
// What `fix` tells: what was mended, what was refused and why, and what is left.

#include <string>

#include "report/options.hpp"
#include <dockgate/fix.hpp>

namespace dockgate::report {

/// One line a fix, then one a finding that is left, then counts; with `quiet` the fixes alone. `would`:
/// nothing was written, a patch says what would be.
std::string fixes_text(const FixResult& result, const ReportOptions& options, bool would);

/// One object, dockgate.fix/1: `files`, `fixed` and `refused`, and the members of dockgate.findings/1 for
/// what is left.
std::string fixes_json(const FixResult& result, const ReportOptions& options);

}  // namespace dockgate::report
