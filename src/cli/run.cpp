#include <exception>

#include "cli/commands.hpp"
#include "cli/confinement.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/version.hpp"
#include "cli/workspace.hpp"

namespace dockgate::cli {

namespace {

int dispatch(const Options& options, Console& console) {
  switch (options.command) {
    case Command::help:
      console.out(options.help);
      return exit_clean;
    case Command::version:
      console.out("dockgate " + std::string(version) + "\n");
      return exit_clean;
    case Command::check:
      return check(options, console);
    case Command::fix:
      return fix(options, console);
    case Command::parse:
      return parse(options, console);
    case Command::facts:
      return facts(options, console);
    case Command::rules:
      return rules(options, console);
    case Command::explain:
      return explain(options, console);
    case Command::weights:
      return weights(options, console);
    case Command::gate:
      return gate(options, console);
    case Command::gate_diff:
      return gate_diff(options, console);
    case Command::report:
      return report(options, console);
    case Command::manifest_write:
      return manifest_write(options, console);
    case Command::manifest_verify:
      return manifest_verify(options, console);
    case Command::init:
      return init(options, console);
    case Command::lock_write:
      return lock_write(options, console);
    case Command::lock_check:
      return lock_check(options, console);
    case Command::lock_update:
      return lock_update(options, console);
    case Command::lock_import:
      return lock_import(options, console);
    case Command::policy_check:
      return policy_check(options, console);
    case Command::baseline_create:
      return baseline_create(options, console);
    case Command::baseline_prune:
      return baseline_prune(options, console);
    case Command::policy_rego:
      return policy_rego(options, console);
    case Command::policy_schema:
      return policy_schema(options, console);
    case Command::policy_show:
      return policy_show(options, console);
    case Command::policy_test:
      return policy_test(options, console);
    case Command::policy_why:
      return policy_why(options, console);
    case Command::format:
      return format(options, console);
    case Command::hadolint:
      return hadolint(options, console);
    case Command::lsp:
      return lsp(options, console);
    case Command::merge:
      return merge(options, console);
    case Command::completions:
      return completions(options, console);
    case Command::manual:
      return manual(options, console);
    case Command::review_add:
      return review_add(options, console);
    case Command::review_check:
      return review_check(options, console);
    case Command::review_dossier:
      return review_dossier(options, console);
    case Command::review_list:
      return review_list(options, console);
  }
  return exit_internal;
}

/// Whether a command judges whole runs: the language server does not wait for another program. Getting it
/// ready costs more than judging a small Dockerfile, and hardly a policy asks for it.
bool runs_shellcheck(const Options& options) {
  const Command command = options.command;
  if (command == Command::check) {
    Workspace workspace = Workspace::here();
    return may_ask_shellcheck(options, workspace);
  }
  return command == Command::hadolint || command == Command::baseline_create ||
         command == Command::baseline_prune || command == Command::policy_test;
}

void enter_sandbox(const Options& options, Console& console) {
  if (options.no_sandbox) return;
  const auto allowed = confinement_of(options);
  if (!allowed) return;
  const auto confined = console.confine(*allowed);
  if (confined && options.verbose) console.error(to_string(*confined) + "\n");
}

}  // namespace

int run(const std::vector<std::string>& arguments, Console& console) {
  try {
    const Result<Options> options = parse_options(arguments);
    if (!options) {
      complain(console, {}, options.error());
      // hadolint has one code for everything.
      const bool hadolint = !arguments.empty() && arguments.front() == "hadolint";
      console.error(std::string("`dockgate ") + (hadolint ? "hadolint " : "") +
                    "--help` lists commands and options\n");
      return hadolint ? exit_violated : exit_invalid;
    }
    if (runs_shellcheck(*options)) console.start_shellcheck();
    enter_sandbox(*options, console);
    return dispatch(*options, console);
  } catch (const std::exception& error) {
    console.error("internal error: " + std::string(error.what()) + "\n");
  } catch (...) {
    console.error("internal error\n");
  }
  return exit_internal;
}

}  // namespace dockgate::cli
