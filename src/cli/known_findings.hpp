#pragma once
// Findings that are known before a run: `--baseline` and `--since`.

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "cli/prepare.hpp"

namespace dockgate::cli {

/// Reads what the two options name into `prepared.lint`. False once the console has been told what is wrong.
bool add_known_findings(const Options& options, Prepared& prepared, Console& console);

}  // namespace dockgate::cli
