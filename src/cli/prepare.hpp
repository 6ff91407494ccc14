#pragma once
// What `check`, `facts` and `policy why` share: inputs and options for the library from those of the command
// line.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "cli/workspace.hpp"
#include "report/outcome.hpp"
#include <dockgate/fix.hpp>
#include <dockgate/lint.hpp>

namespace dockgate::cli {

struct Prepared {
  std::vector<LintInput> inputs;
  std::vector<Located> searched;  // where they were looked for; standard input is none of these
  LintOptions lint;
  std::vector<NotJudged> not_judged;
  std::vector<std::pair<std::string, std::string>> skipped;
};

/// Finds the Dockerfiles and reads the policy. Nothing when the run cannot start (exit 2); the reason has
/// been written to the console.
std::optional<Prepared> prepare(const Options& options, Console& console);

/// The threads of a run: those of `--jobs`, else as many as the machine has processors.
unsigned jobs_of(const Options& options);

/// Whether a policy of the run may ask for ShellCheck, told without reading any: false only where all
/// policies are built-in ones for sure.
bool may_ask_shellcheck(const Options& options, Workspace& workspace);

/// Looks again for the Dockerfiles with `files` in place of those on disk.
FixInputs find_again(const Prepared& prepared, const FileTexts& files);

/// Adds what was not found or could not be read to what was not judged, in order.
void add_unfound(Prepared& prepared, std::vector<NotJudged>& not_judged);

/// What to exit with after a run; `nothing`: there was no Dockerfile.
int exit_code_of(const Options& options, const report::Outcome& outcome, bool nothing);

/// Reads the policy of the option into `lint`. False when it does not serve; the reason has been written.
bool read_policy(const Options& options, Workspace& workspace, LintOptions& lint, Console& console);

/// Writes "error: …".
void complain(Console& console, const Options& options, std::string_view message);
/// Writes mistakes in a policy with excerpts.
void complain(Console& console, const Options& options, const std::vector<Problem>& problems);
/// Writes `text` to `file`. False when that did not go well, which has been said.
bool write_told(const std::string& file, std::string_view text, const Options& options, Console& console);
/// Prints `text`, or writes it to the file that `request` names; false as above.
bool put_out(const FormatRequest& request, std::string_view text, const Options& options, Console& console);
bool colour_for_errors(const Options& options, const Console& console);
bool colour_for_output(const Options& options, const Console& console);

}  // namespace dockgate::cli
