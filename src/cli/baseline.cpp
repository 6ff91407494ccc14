// `baseline create` and `baseline prune`: the file of known findings, which may only shrink.
#include "findings/baseline.hpp"

#include <algorithm>
#include <set>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "cli/write_file.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::string_view usual_name = ".dockgate-baseline.json";

std::string file_of(const Options& options) {
  return options.baseline.empty() ? std::string(usual_name) : options.baseline;
}

/// All findings of the run; nothing when it could not be judged as a whole, which `code` then says.
std::optional<LintResult> judge(const Options& options, Console& console, int& code) {
  auto prepared = prepare(options, console);
  code = exit_invalid;
  if (!prepared) return std::nullopt;
  const bool nothing = prepared->inputs.empty();
  LintResult result = dockgate::check(std::move(prepared->inputs), prepared->lint);
  if (!result.policy_errors.empty()) {
    complain(console, options, result.policy_errors);
    return std::nullopt;
  }
  if (nothing) {
    console.error("nothing to check: no Dockerfile found\n");
    code = exit_nothing;
    return std::nullopt;
  }
  return result;
}

bool write(const std::string& file, const std::vector<findings::BaselineEntry>& entries,
           const Options& options, Console& console) {
  if (write_file(file, findings::baseline_text(entries)) == 0) return true;
  complain(console, options, "cannot write " + text::printable(file));
  return false;
}

}  // namespace

int baseline_create(const Options& options, Console& console) {
  const std::string file = file_of(options);
  Workspace workspace = Workspace::here();
  const Located place = workspace.locate(file);
  if (place.tree->kind(place.path)) {
    complain(console, options,
             text::printable(file) +
                 " is there already, and a baseline may only shrink: `dockgate baseline prune` "
                 "takes out what is mended");
    return exit_invalid;
  }
  int code = exit_clean;
  const auto result = judge(options, console, code);
  if (!result) return code;
  const findings::Baseline baseline = findings::baseline_of(result->findings);
  if (!write(file, baseline.entries, options, console)) return exit_invalid;
  console.out(text::counted(baseline.entries.size(), "finding", "findings") + " in " + text::printable(file) +
              "\n");
  return exit_clean;
}

int baseline_prune(const Options& options, Console& console) {
  const std::string file = file_of(options);
  Workspace workspace = Workspace::here();
  const Located place = workspace.locate(file);
  const auto source = place.tree->read(place.path);
  if (!source) {
    complain(console, options,
             "baseline " + text::printable(file) + ": " + std::string(to_string(source.error())));
    return exit_invalid;
  }
  auto baseline = findings::read_baseline(*source);
  if (!baseline) {
    complain(console, options, baseline.error());
    return exit_invalid;
  }
  int code = exit_clean;
  auto result = judge(options, console, code);
  if (!result) return code;
  std::set<std::string> judged;
  for (const JudgedDockerfile& each : result->dockerfiles) judged.insert(each.path);
  const std::vector<bool> used = findings::apply_baseline(*baseline, result->findings);
  std::vector<findings::BaselineEntry> kept;
  for (std::size_t i = 0; i < used.size(); ++i) {
    const findings::BaselineEntry& entry = baseline->entries[i];
    // What was not judged may still need its entry, as long as it is there.
    const Located dockerfile = workspace.locate(entry.dockerfile);
    const bool elsewhere =
        !judged.contains(entry.dockerfile) && dockerfile.tree->kind(dockerfile.path).has_value();
    if (used[i] || elsewhere) kept.push_back(entry);
  }
  const std::size_t gone = used.size() - kept.size();
  if (gone > 0 && !write(file, kept, options, console)) return exit_invalid;
  console.out(text::counted(gone, "entry", "entries") + " taken out, " + std::to_string(kept.size()) +
              " left in " + text::printable(file) + "\n");
  return exit_clean;
}

}  // namespace dockgate::cli
