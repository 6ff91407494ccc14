#include "cli/confinement.hpp"

namespace dockgate::cli {

std::optional<Confinement> confinement_of(const Options& options) {
  Confinement allowed;
  switch (options.command) {
    case Command::help:
    case Command::version:
    case Command::policy_schema:
    case Command::completions:
    case Command::manual:
    case Command::lock_update:  // the network is what it is for
      return std::nullopt;
    case Command::fix:
      allowed.write_anywhere = !options.diff;
      break;
    case Command::init:
    case Command::baseline_create:
    case Command::baseline_prune:
    case Command::lock_write:
    case Command::lock_import:
    case Command::manifest_write:
      allowed.write_anywhere = true;
      break;
    case Command::format:
      allowed.write_anywhere = !options.check;
      break;
    case Command::review_add:
      allowed.write_anywhere = true;
      allowed.programs = options.reviewer.empty();  // git knows the name
      return allowed;
    case Command::check:
    case Command::hadolint:
    case Command::parse:
    case Command::facts:
    case Command::rules:
    case Command::explain:
    case Command::weights:
    case Command::lock_check:
    case Command::gate:
    case Command::gate_diff:
    case Command::report:
    case Command::manifest_verify:
    case Command::policy_check:
    case Command::policy_rego:
    case Command::policy_show:
    case Command::policy_test:
    case Command::policy_why:
    case Command::lsp:
    case Command::merge:
    case Command::review_check:
    case Command::review_dossier:
    case Command::review_list:
      break;
  }
  if (!options.evidence.empty()) allowed.folders.push_back(options.evidence);
  for (const FormatRequest& format : options.formats)
    if (!format.file.empty()) allowed.files.push_back(format.file);
  allowed.programs = !options.since.empty();  // git
  return allowed;
}

}  // namespace dockgate::cli
