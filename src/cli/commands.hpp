#pragma once
// One function a command; each returns the exit code.

#include <string>
#include <vector>

#include "cli/console.hpp"
#include "cli/options.hpp"

namespace dockgate::cli {

int check(const Options& options, Console& console);
int fix(const Options& options, Console& console);
int parse(const Options& options, Console& console);
int facts(const Options& options, Console& console);
int rules(const Options& options, Console& console);
int explain(const Options& options, Console& console);
int init(const Options& options, Console& console);
int lock_write(const Options& options, Console& console);
int lock_check(const Options& options, Console& console);
int lock_update(const Options& options, Console& console);
int lock_import(const Options& options, Console& console);
int policy_check(const Options& options, Console& console);
int baseline_create(const Options& options, Console& console);
int baseline_prune(const Options& options, Console& console);
int policy_rego(const Options& options, Console& console);
int policy_schema(const Options& options, Console& console);
int policy_show(const Options& options, Console& console);
int policy_test(const Options& options, Console& console);
int gate(const Options& options, Console& console);
int gate_diff(const Options& options, Console& console);
int report(const Options& options, Console& console);
int manifest_write(const Options& options, Console& console);
int manifest_verify(const Options& options, Console& console);
int weights(const Options& options, Console& console);
int policy_why(const Options& options, Console& console);
int format(const Options& options, Console& console);
int hadolint(const Options& options, Console& console);
int lsp(const Options& options, Console& console);
int merge(const Options& options, Console& console);
int completions(const Options& options, Console& console);
int manual(const Options& options, Console& console);
int review_add(const Options& options, Console& console);
int review_check(const Options& options, Console& console);
int review_dossier(const Options& options, Console& console);
int review_list(const Options& options, Console& console);

/// The whole program: reads `arguments` (without the program's name), runs the command. Never throws.
int run(const std::vector<std::string>& arguments, Console& console);

}  // namespace dockgate::cli
