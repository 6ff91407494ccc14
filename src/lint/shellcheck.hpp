#pragma once
// ShellCheck over all scripts of a run, in few calls.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "facts/shellcheck.hpp"
#include "lint/judge.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lint {

/// The kind of facts that rules on what ShellCheck says ask about.
inline constexpr std::string_view shellcheck_kind = "shell-issue";

/// What ShellCheck said of each script, by its text (facts::ShellCheckScript::text).
class ShellCheckAnswers {
 public:
  using Issues = std::vector<facts::ShellIssue>;
  explicit ShellCheckAnswers(std::map<std::string, Issues, std::less<>> answers)
      : answers_(std::move(answers)) {}
  /// The facts about the scripts of `build` that were asked about.
  std::vector<facts::ShellIssueFact> facts_of(const build::Build& build) const;

 private:
  std::map<std::string, Issues, std::less<>> answers_;
};

/// Gives the scripts of those inputs whose policy asks for it to the ShellCheck of the options, equal ones
/// once, many in a call, and puts the answers into `shared`. What could not be asked, for lack of the program
/// or because it gave no answer in time, is the result.
std::vector<NotJudged> ask_shellcheck(const std::vector<LintInput>& inputs, Shared& shared);

}  // namespace dockgate::lint
