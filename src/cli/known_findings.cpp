#include "cli/known_findings.hpp"

#include <filesystem>
#include <map>

#include "cli/git.hpp"
#include "cli/workspace.hpp"
#include "findings/baseline.hpp"
#include "lint/discover.hpp"
#include "lint/invocations.hpp"
#include "policy/find_policy.hpp"
#include "text/file_trees.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::uint64_t most_baseline = std::uint64_t{64} << 20;

bool read_baseline_option(const Options& options, Workspace& workspace, LintOptions& lint, Console& console) {
  const Located place = workspace.locate(options.baseline);
  const auto source = place.tree->read(place.path, most_baseline);
  if (!source) {
    complain(console, options,
             "baseline " + text::printable(options.baseline) + ": " + std::string(to_string(source.error())));
    return false;
  }
  auto baseline = findings::read_baseline(*source);
  if (!baseline) {
    complain(console, options, baseline.error());
    return false;
  }
  lint.baseline = std::make_shared<const findings::Baseline>(std::move(*baseline));
  return true;
}

/// The policy files that hold for `inputs` today: they judge the earlier state as well, so that a stricter
/// policy does not make all of the old code new.
std::map<std::string, std::string> policy_files(const std::vector<LintInput>& inputs, const FileTree& tree) {
  std::map<std::string, std::string> files;
  for (const LintInput& input : inputs) {
    std::string folder(text::parent(input.path));
    while (true) {
      for (const std::string_view name : policy::file_names) {
        const std::string path = text::join(folder, name);
        if (files.contains(path) || !tree.kind(path)) continue;
        if (const auto source = tree.read(path)) files[path] = (*source)->bytes();
      }
      if (folder.empty()) break;
      folder = text::parent(folder);
    }
  }
  return files;
}

bool read_earlier(const Options& options, Workspace& workspace, Prepared& prepared, Console& console) {
  std::error_code error;
  const std::string folder = std::filesystem::current_path(error).string();
  const auto commit = files_since(folder, options.since);
  if (!commit) {
    complain(console, options, commit.error());
    return false;
  }
  const auto tree = text::overlay_files(*commit, policy_files(prepared.inputs, *workspace.tree()));
  std::vector<std::string> paths = options.paths;
  if (paths.empty()) paths.emplace_back(".");
  std::vector<LintInput> inputs;
  for (const std::string& path : paths) {
    const std::string named = path == "-" ? options.stdin_filename : path;
    const Located place = workspace.locate(named.empty() ? "Dockerfile" : named);
    // What lies outside of the working folder has no earlier state here, and all of it counts.
    if (place.tree != workspace.tree() || (!place.path.empty() && !tree->kind(place.path))) continue;
    lint::Discovered found = lint::discover(tree, place.path);
    std::move(found.inputs.begin(), found.inputs.end(), std::back_inserter(inputs));
  }
  lint::keep_each_once(inputs);
  LintOptions lint = prepared.lint;
  lint.baseline = nullptr;
  if (lint.context && !options.context.empty()) {
    const Located place = workspace.locate(options.context);
    if (place.tree == workspace.tree()) lint.context = tree->subtree(place.path);
  }
  const LintResult result = dockgate::check(std::move(inputs), lint);
  findings::Baseline earlier = findings::baseline_of(result.findings);
  earlier.reason = "stood at " + options.since + " already";
  prepared.lint.earlier = std::make_shared<const findings::Baseline>(std::move(earlier));
  return true;
}

}  // namespace

bool add_known_findings(const Options& options, Prepared& prepared, Console& console) {
  Workspace workspace = Workspace::here();
  if (!options.baseline.empty() && !read_baseline_option(options, workspace, prepared.lint, console))
    return false;
  return options.since.empty() || read_earlier(options, workspace, prepared, console);
}

}  // namespace dockgate::cli
