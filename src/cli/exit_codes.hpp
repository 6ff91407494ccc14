#pragma once
// What callers in CI rely on. Where several hold, the largest wins.

namespace dockgate::cli {

enum ExitCode : int {
  exit_clean = 0,
  exit_violated = 1,
  exit_invalid = 2,  // usage, policy, ledger, lock, baseline or manifest
  exit_nothing = 3,
  exit_not_judged = 4,
  exit_internal = 70,
};

}  // namespace dockgate::cli
