#pragma once
// Results of several runs as one.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/outcome.hpp"
#include <dockgate/text.hpp>

namespace dockgate::report {

/// What a merged result says of the runs, for the exit code.
struct MergedResult {
  std::string text;  // `dockgate.findings/1`
  Outcome outcome;
  bool nothing = false;  // no Dockerfile in any of them
};

/// Joins the outputs of `check --format json` (each with its name, for messages): what stands in several of
/// them is there once, in the order of one run. A Dockerfile's findings have to come from one run, as they do
/// with `--shard`. Statistics are left out. The error names the output that cannot be read.
Result<MergedResult, std::string> merge_results(
    const std::vector<std::pair<std::string, std::string>>& outputs);

}  // namespace dockgate::report
