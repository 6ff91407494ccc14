#include "cli/prepare.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "cli/branch.hpp"
#include "cli/exit_codes.hpp"
#include "cli/workspace.hpp"
#include "cli/write_file.hpp"
#include "ledger/ledger.hpp"
#include "lint/discover.hpp"
#include "lint/fix_all.hpp"
#include "lint/invocations.hpp"
#include "lint/shellcheck.hpp"
#include "lock/find_lock.hpp"
#include "policy/find_policy.hpp"
#include "policy/policy.hpp"
#include "report/text.hpp"
#include "text/file_trees.hpp"
#include "text/for_each.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t max_input = 16u << 20;
constexpr std::string_view builtin_prefix = "builtin:";

bool colour(ColourWhen when, bool terminal, const Console& console) {
  if (when != ColourWhen::automatic) return when == ColourWhen::always;
  // https://no-color.org: any value that is not empty.
  return terminal && !console.variable("NO_COLOR") && console.variable("TERM").value_or("") != "dumb";
}

/// False when standard input cannot be read.
bool add_standard_input(const Options& options, Workspace& workspace, Prepared& prepared, Console& console) {
  auto bytes = console.input(max_input);
  const std::string name = options.stdin_filename.empty() ? "Dockerfile" : options.stdin_filename;
  if (!bytes) {
    complain(console, options, "standard input cannot be read, or is above 16 MiB");
    return false;
  }
  const Located place = workspace.locate(name);
  const auto tree = text::overlay_files(place.tree, {{place.path, *bytes}});
  prepared.inputs.push_back(
      {tree, place.path,
       std::make_shared<SourceFile>(place.tree->display_path(place.path), std::move(*bytes))});
  return true;
}

bool find_inputs(const Options& options, Workspace& workspace, Prepared& prepared, Console& console) {
  std::vector<std::string> paths = options.paths;
  if (paths.empty()) paths.emplace_back(".");
  std::vector<std::optional<Located>> places;  // nothing: standard input
  places.reserve(paths.size());
  for (const std::string& path : paths)
    places.push_back(path == "-" ? std::nullopt : std::optional(workspace.locate(path)));
  std::vector<lint::Discovered> parts(places.size());
  const unsigned jobs = prepared.lint.jobs;
  const std::vector<std::string> failures = text::for_each_index(places.size(), jobs, [&](std::size_t i) {
    if (places[i]) parts[i] = lint::discover(places[i]->tree, places[i]->path, places.size() > 1 ? 1 : jobs);
  });
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!failures[i].empty()) throw std::runtime_error(failures[i]);
    if (!places[i]) {
      if (!add_standard_input(options, workspace, prepared, console)) return false;
      continue;
    }
    lint::Discovered& found = parts[i];
    std::move(found.inputs.begin(), found.inputs.end(), std::back_inserter(prepared.inputs));
    std::move(found.skipped.begin(), found.skipped.end(), std::back_inserter(prepared.skipped));
    std::move(found.not_judged.begin(), found.not_judged.end(), std::back_inserter(prepared.not_judged));
    prepared.searched.push_back(std::move(*places[i]));
  }
  // A Dockerfile that is named twice, or named and found in a folder, is judged once.
  lint::keep_each_once(prepared.inputs);
  return true;
}

bool read_lock(const Options& options, Workspace& workspace, LintOptions& lint, Console& console) {
  if (options.lock.empty()) return true;
  const Located file = workspace.locate(options.lock);
  const lock::FoundLock found = lock::load(*file.tree, file.path);
  if (!found.problems.empty()) {
    complain(console, options, found.problems);
    return false;
  }
  lint.lock = found.lock;
  return true;
}

}  // namespace

bool read_policy(const Options& options, Workspace& workspace, LintOptions& lint, Console& console) {
  if (options.policy.empty()) return true;
  lint.policy_reason = "--policy";
  if (options.policy.starts_with(builtin_prefix)) {
    lint.policy = policy::Policy::builtin(std::string_view(options.policy).substr(builtin_prefix.size()));
    if (lint.policy) return true;
    complain(
        console, options,
        text::with_hint(
            "there is no policy `" + text::printable(options.policy) +
                "`; there are builtin:recommended, builtin:hadolint, builtin:buildkit and builtin:all",
            options.policy, {"builtin:recommended", "builtin:hadolint", "builtin:buildkit", "builtin:all"}));
    return false;
  }
  const Located file = workspace.locate(options.policy);
  const auto source = file.tree->read(file.path);
  if (!source) {
    complain(console, options,
             "policy " + text::printable(options.policy) + ": " + std::string(to_string(source.error())));
    return false;
  }
  const policy::LoadResult loaded = options.policy_is_hadolint
                                        ? policy::Policy::parse_hadolint(*source)
                                        : policy::Policy::parse(*source, file.tree.get(), file.path);
  if (!loaded) {
    complain(console, options, loaded.error());
    return false;
  }
  lint.policy = *loaded;
  return true;
}

FixInputs find_again(const Prepared& prepared, const FileTexts& files) {
  FixInputs again{{}, lint::with_texts(prepared.lint.context, files)};
  if (!lint::changes_requests(prepared.inputs, files)) {
    again.inputs = lint::with_texts(prepared.inputs, files);
    return again;
  }
  for (const LintInput& input : prepared.inputs) {
    const bool by_hand = input.source && !input.invocation;  // standard input
    if (by_hand) again.inputs = lint::with_texts(std::vector{input}, files);
  }
  for (const Located& place : prepared.searched) {
    lint::Discovered found = lint::discover(lint::with_texts(place.tree, files), place.path);
    std::move(found.inputs.begin(), found.inputs.end(), std::back_inserter(again.inputs));
  }
  lint::keep_each_once(again.inputs);
  return again;
}

void add_unfound(Prepared& prepared, std::vector<NotJudged>& not_judged) {
  std::move(prepared.not_judged.begin(), prepared.not_judged.end(), std::back_inserter(not_judged));
  std::stable_sort(not_judged.begin(), not_judged.end(),
                   [](const NotJudged& a, const NotJudged& b) { return a.file < b.file; });
}

unsigned jobs_of(const Options& options) {
  constexpr unsigned most = 256;
  return options.jobs > 0 ? std::min(options.jobs, most) : std::max(1u, std::thread::hardware_concurrency());
}

int exit_code_of(const Options& options, const report::Outcome& outcome, bool nothing) {
  int code = exit_clean;
  if (outcome.violated && !options.no_fail) code = exit_violated;
  if (outcome.invalid_policy) code = exit_invalid;
  if (nothing) code = exit_nothing;
  if (outcome.not_judged) code = exit_not_judged;
  if (outcome.internal_error) code = exit_internal;
  return code;
}

bool colour_for_errors(const Options& options, const Console& console) {
  return colour(options.colour, console.error_is_terminal(), console);
}

bool colour_for_output(const Options& options, const Console& console) {
  return colour(options.colour, console.out_is_terminal(), console);
}

void complain(Console& console, const Options& options, std::string_view message) {
  complain(console, options, std::vector<Problem>{{{}, std::string(message)}});
}

void complain(Console& console, const Options& options, const std::vector<Problem>& problems) {
  console.error(report::problems_report(problems, colour_for_errors(options, console)));
}

bool write_told(const std::string& file, std::string_view text, const Options& options, Console& console) {
  const int error = write_file(file, text);
  if (error == 0) return true;
  complain(console, options, "cannot write " + text::printable(file) + ": " + std::strerror(error));
  return false;
}

bool put_out(const FormatRequest& request, std::string_view text, const Options& options, Console& console) {
  if (!request.file.empty()) return write_told(request.file, text, options, console);
  console.out(text);
  return true;
}

namespace {

/// Reads the ledger of the option into `lint`. False when it does not serve; the reason has been written.
bool read_ledger(const Options& options, Workspace& workspace, LintOptions& lint, Console& console) {
  if (options.ledger.empty()) return true;
  const Located place = workspace.locate(options.ledger);
  const auto source = place.tree->read(place.path, ledger::max_bytes);
  if (!source) {
    complain(console, options,
             "ledger " + text::printable(options.ledger) + ": " + std::string(to_string(source.error())));
    return false;
  }
  auto ledger = ledger::read(*source);
  if (!ledger) {
    complain(console, options, ledger.error());
    return false;
  }
  lint.ledger = std::make_shared<const ledger::Ledger>(std::move(*ledger));
  return true;
}

}  // namespace

bool may_ask_shellcheck(const Options& options, Workspace& workspace) {
  constexpr std::size_t most_paths = 8;  // that are worth a look
  if (options.command != Command::check) return true;
  std::string_view name = "recommended";
  if (options.policy.starts_with(builtin_prefix)) {
    name = std::string_view(options.policy).substr(builtin_prefix.size());
  } else {
    // A file's policy is not read before the sandbox stands.
    if (!options.policy.empty() || options.paths.empty() || options.paths.size() > most_paths) return true;
    for (const std::string& path : options.paths) {
      const Located place = workspace.locate(path == "-" ? options.stdin_filename : path);
      if (path != "-" && place.tree->kind(place.path) != EntryKind::file) return true;
      if (text::find_upward(*place.tree, text::parent(place.path), policy::file_names)) return true;
    }
  }
  policy::PolicyPtr policy = policy::Policy::builtin(name);
  if (policy && !options.rule_levels.empty()) {
    const policy::LoadResult changed = policy->with_levels(options.rule_levels);
    policy = changed ? *changed : nullptr;
  }
  return policy && policy->asks_about(lint::shellcheck_kind);
}

std::optional<Prepared> prepare(const Options& options, Console& console) {
  Prepared prepared;
  Workspace workspace = Workspace::here();
  LintOptions& lint = prepared.lint;
  if (!read_policy(options, workspace, lint, console)) return std::nullopt;
  if (!options.fail_on.empty()) lint.fail_on = severity_from(options.fail_on);
  if (!options.context.empty()) {
    const Located place = workspace.locate(options.context);
    if (!place.path.empty() && place.tree->kind(place.path) != EntryKind::folder) {
      complain(console, options, "--context " + text::printable(options.context) + ": not a folder");
      return std::nullopt;
    }
    lint.context = workspace.folder(options.context);
  }
  if (!read_lock(options, workspace, lint, console)) return std::nullopt;
  if (!read_ledger(options, workspace, lint, console)) return std::nullopt;
  lint.rule_levels = options.rule_levels;
  lint.boundary = options.boundary;
  lint.branch = options.branch.empty() ? current_branch(console, workspace) : options.branch;
  lint.build_args = options.build_args;
  lint.target = options.target;
  lint.today = console.today();
  lint.shellcheck = console.shellcheck();
  lint.jobs = jobs_of(options);
  if (!find_inputs(options, workspace, prepared, console)) return std::nullopt;
  return prepared;
}

}  // namespace dockgate::cli
