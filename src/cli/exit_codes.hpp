#pragma once
// What callers in CI rely on. Where several hold, the largest wins.

#include <array>
#include <string>
#include <string_view>

namespace dockgate::cli {

enum ExitCode : int {
  exit_clean = 0,
  exit_violated = 1,
  exit_invalid = 2,  // usage, policy, ledger, lock, baseline or manifest
  exit_nothing = 3,
  exit_not_judged = 4,
  exit_internal = 70,
};

struct ExitCodeMeaning {
  ExitCode code;
  std::string_view means;
};
/// As help and manual tell it.
constexpr std::array<ExitCodeMeaning, 6> exit_code_meanings{{
    {exit_clean, "the policy holds"},
    {exit_violated, "the policy is violated"},
    {exit_invalid, "wrong usage, or a policy, ledger, lock, baseline or manifest that is not valid"},
    {exit_nothing, "nothing to check"},
    {exit_not_judged, "something could not be judged; the rest was"},
    {exit_internal, "internal error"},
}};
inline std::string exit_code_text() {
  std::string out;
  for (const auto& [code, means] : exit_code_meanings) {
    const std::string number = std::to_string(static_cast<int>(code));
    out += "  " + number + std::string(28 - number.size(), ' ') + std::string(means) + "\n";
  }
  return out + "Where several hold, the largest wins.";
}

}  // namespace dockgate::cli
