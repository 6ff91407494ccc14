#pragma once
// The scripts of RUN as ShellCheck gets them, and what it says of them as facts. Running it is the caller's.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "text/mapped_text.hpp"

namespace dockgate::facts {

/// One RUN in shell form.
struct ShellCheckScript {
  /// What ShellCheck reads: `#!` of the shell in force, `export NAME=1` for every variable that an ARG or ENV
  /// sets and for Docker's proxy variables, then the script. As hadolint's (2.15.1) does, but with the
  /// shell's option `-e` where SHELL has it. Always UTF-8; comments in the script that would direct
  /// ShellCheck are made plain comments, since what may be suppressed is the policy's to say.
  std::string text;
  std::size_t head = 0;     // bytes of `text` before the script
  text::MappedText script;  // the script as in the file; from byte `skipped` on it stands behind the head
  std::size_t skipped = 0;  // its own `#!` line
  std::size_t instruction = 0;
  bool onbuild = false;
};

/// The scripts of all RUN of `build` and of those behind ONBUILD, in the order of the file. Left out are RUN
/// in JSON form, scripts with more than 100 brackets in one another, and scripts of shells that ShellCheck
/// does not know (it knows sh, bash, dash, ash, ksh), by SHELL, by the `#!` of a here-document, or by
/// hadolint's comment `# hadolint shell=NAME`. Needs no context.
std::vector<ShellCheckScript> shellcheck_scripts(const build::Build& build);

/// What the file of the first script is called; the others follow.
constexpr std::size_t first_shellcheck_file = 10;

/// One comment of ShellCheck's on a script.
struct ShellIssue {
  std::size_t script = 0;                                            // its index
  std::uint32_t line = 1, column = 1, end_line = 1, end_column = 1;  // from 1, code points, end exclusive
  std::string code;                                                  // "SC2086"
  std::string level;                                                 // error, warning, info, style
  std::string message;                                               // without final period
};

/// Reads what `shellcheck --format=json1` prints about `scripts` files that are called by numbers from
/// first_shellcheck_file on (folders in front do not matter). Fails, in words, on everything else. At most
/// 20,000 comments are kept.
Result<std::vector<ShellIssue>> read_shellcheck(std::string_view json, std::size_t scripts);

/// `issue` as a fact about `script` of `build`; nothing when it speaks of what stands before the script.
std::vector<ShellIssueFact> shell_issue_facts(const build::Build& build, const ShellCheckScript& script,
                                              const std::vector<ShellIssue>& issues);

}  // namespace dockgate::facts
