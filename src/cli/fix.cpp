// `fix`: makes what is mended by an edit, or prints it as a patch.
#include <algorithm>

#include "cli/change_file.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/known_findings.hpp"
#include "cli/prepare.hpp"
#include "fix/patch.hpp"
#include "report/fixes.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

bool is_json(const Options& options) {
  return !options.formats.empty() && options.formats.front().name == "json";
}

/// The Dockerfile of standard input by the path that it is known under; "" without one.
std::string standard_input(const Options& options, const Prepared& prepared) {
  if (std::ranges::find(options.paths, "-") == options.paths.end()) return {};
  const auto given = std::ranges::find_if(
      prepared.inputs, [](const LintInput& input) { return input.source && !input.invocation; });
  return given == prepared.inputs.end() ? std::string() : given->source->path();
}

/// A patch has to keep every byte; a terminal must not be steered by them.
std::string patch_of(const FixResult& result, bool for_terminal) {
  std::string out;
  for (const FixedFile& file : result.files) {
    const std::string patch = fix::patch(file.path, file.before->bytes(), file.after);
    if (!for_terminal) {
      out += patch;
      continue;
    }
    for (std::string_view rest = patch; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
      out += text::printable(rest.substr(0, end)) + "\n";
      rest.remove_prefix(end + 1);
    }
  }
  return out;
}

/// exit_clean, or what to exit with when a file could not be written.
int write_files(const FixResult& result, const std::string& given, const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  int code = exit_clean;
  for (const FixedFile& file : result.files) {
    if (file.path == given) continue;
    const std::string wrong = change_file(workspace.root_of(file.path), workspace.locate(file.path).path,
                                          file.before->bytes(), file.after);
    if (wrong.empty()) continue;
    complain(console, options, "cannot write " + text::printable(file.path) + ": " + wrong);
    code = exit_invalid;
  }
  return code;
}

/// Standard input as it is once fixed.
std::string fixed_input(const FixResult& result, const std::string& given, const Prepared& prepared) {
  const auto changed = std::ranges::find(result.files, given, &FixedFile::path);
  if (changed != result.files.end()) return changed->after;
  const auto input = std::ranges::find_if(
      prepared.inputs, [&](const LintInput& each) { return each.source && each.source->path() == given; });
  return input == prepared.inputs.end() ? std::string() : std::string(input->source->bytes());
}

}  // namespace

int fix(const Options& options, Console& console) {
  auto prepared = prepare(options, console);
  if (!prepared) return exit_invalid;
  const bool nothing = prepared->inputs.empty() && prepared->not_judged.empty();
  if (!add_known_findings(options, *prepared, console)) return exit_invalid;
  const std::string given = standard_input(options, *prepared);

  FixOptions fixes;
  fixes.unsafe = options.unsafe;
  FixResult result =
      fix_all([&](const FileTexts& files) { return find_again(*prepared, files); }, prepared->lint, fixes);
  add_unfound(*prepared, result.left.not_judged);
  if (nothing) console.error("nothing to fix: no Dockerfile found\n");
  if (!result.left.policy_errors.empty()) complain(console, options, result.left.policy_errors);

  int code = exit_code_of(options, report::outcome_of(result.left), nothing);
  report::ReportOptions look;
  look.quiet = options.quiet;
  look.show_suppressed = options.show_suppressed;
  // A patch and the text of standard input go where programs read them; what there is to say goes beside.
  const bool beside = options.diff || !given.empty();
  look.colour = beside ? colour_for_errors(options, console) : colour_for_output(options, console);
  if (options.diff) {
    console.out(patch_of(result, console.out_is_terminal()));
    if (!result.files.empty() && !options.no_fail) code = std::max<int>(code, exit_violated);
  } else {
    code = std::max(code, write_files(result, given, options, console));
    if (!given.empty()) console.out(fixed_input(result, given, *prepared));
  }
  const bool empty = result.left.dockerfiles.empty() && result.left.not_judged.empty();
  if (empty) return code;
  const std::string report =
      is_json(options) ? report::fixes_json(result, look) : report::fixes_text(result, look, options.diff);
  if (beside) {
    console.error(report);
  } else {
    console.out(report);
  }
  return code;
}

}  // namespace dockgate::cli
