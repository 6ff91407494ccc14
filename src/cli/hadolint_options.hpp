#pragma once
// hadolint's own options: what its command takes here, and what `check` takes of them.

#include <string>
#include <vector>

#include "cli/options.hpp"

namespace CLI {
class App;
}

namespace dockgate::cli {

struct Raw;

/// The options of `check` that are there so that a call of hadolint's goes on by another program's name.
void add_hadolint_names(CLI::App& app, Raw& raw);
/// All that hadolint 2.15.1 takes, for the command of its name. `version` is set by --version.
void add_hadolint_command(CLI::App& app, Options& options, Raw& raw, bool& version);

/// Puts what was given by hadolint's names to `check` into `options`. "" when all is well, or what is not.
std::string read_hadolint_names(Options& options, const Raw& raw);
/// The same for the command hadolint.
std::string read_hadolint_command(Options& options, const Raw& raw);

/// A label as hadolint's `--require-label NAME:TYPE` has it; `option` is what a mistake is told of.
Result<policy::HadolintOptions::Label> hadolint_label(std::string_view option, const std::string& text);

}  // namespace dockgate::cli
