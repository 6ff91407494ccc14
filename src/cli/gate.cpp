// `gate`, `gate diff` and `report`: the release gate and its evidence.
#include "lint/gate.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/image_input.hpp"
#include "cli/known_findings.hpp"
#include "cli/manifest_file.hpp"
#include "cli/prepare.hpp"
#include "cli/progress.hpp"
#include "cli/version.hpp"
#include "evidence/collect.hpp"
#include "evidence/write.hpp"
#include "report/formats.hpp"
#include "text/date.hpp"
#include "text/digest.hpp"
#include "text/words.hpp"

namespace dockgate::cli {
namespace {

constexpr std::uint64_t largest_evidence = 512u << 20;
constexpr std::string_view evidence_file = "evidence.json";

struct Gated {
  lint::GateResult result;
  evidence::Evidence evidence;
  bool nothing = false;
};

/// The words that judge the same again: what decides, and nothing of how it is shown.
std::vector<std::string> command_of(const Options& options, const std::string& today) {
  std::vector<std::string> words{"dockgate", "gate"};
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {std::string(name), value});
  };
  add("--policy", options.policy);
  for (const auto& [name, level] : options.rule_levels) add("--rule", name + "=" + level);
  add("--branch", options.branch);
  for (const auto& [name, value] : options.build_args) add("--build-arg", name + "=" + value);
  add("--target", options.target);
  add("--context", options.context);
  add("--fail-on", options.fail_on);
  add("--baseline", options.baseline);
  add("--manifest", options.manifest);
  add("--image", options.image);
  add("--today", today);
  words.insert(words.end(), options.paths.begin(), options.paths.end());
  return words;
}

void add_scope(const std::string& path, std::string role, Workspace& workspace,
               std::vector<evidence::ScopeFile>& out) {
  if (path.empty()) return;
  const Located place = workspace.locate(path);
  const auto file = place.tree->map(place.path);
  if (file) out.push_back({place.tree->display_path(place.path), std::move(role), text::sha256(file->bytes)});
}

/// Judges for a release; nothing when the run cannot start (exit 2).
std::optional<Gated> judge(const Options& options, Console& console) {
  auto prepared = prepare(options, console);
  if (!prepared) return std::nullopt;
  Gated out;
  out.nothing = prepared->inputs.empty() && prepared->not_judged.empty();
  if (!add_known_findings(options, *prepared, console)) return std::nullopt;
  if (!options.today.empty()) prepared->lint.today = options.today;
  Workspace workspace = Workspace::here();
  lint::GateRequest request;
  if (!options.manifest.empty()) {
    const Located place = workspace.locate(options.manifest);
    request.manifest = {place.tree, place.path};
  }
  if (!options.image.empty()) {
    if (prepared->inputs.size() > 1) {
      complain(console, options,
               "--image belongs to one build, and there are " + std::to_string(prepared->inputs.size()) +
                   "; name its Dockerfile");
      return std::nullopt;
    }
    request.image_path = options.image;
    request.read_image = [&](const std::vector<std::string>& names) { return read_images(options, names); };
  }
  const std::string today = prepared->lint.today;
  {
    Progress progress(console, prepared->inputs.size(), options.quiet);
    prepared->lint.progress = [&](std::size_t done) { progress.report(done); };
    out.result = lint::gate(std::move(prepared->inputs), prepared->lint, request);
  }
  auto& lint = out.result.lint;
  std::ranges::move(prepared->not_judged, std::back_inserter(lint.not_judged));
  std::ranges::stable_sort(lint.not_judged, {}, &NotJudged::file);
  lint.skipped = std::move(prepared->skipped);
  out.result.accepted = out.result.accepted && lint.not_judged.empty();
  evidence::RunContext context;
  context.tool_version = version;
  context.as_of = today;
  context.command = command_of(options, today);
  add_scope(options.baseline, "baseline", workspace, context.more_scope);
  add_scope(options.image, "image", workspace, context.more_scope);
  out.evidence = evidence::collect(out.result, context);
  return out;
}

int exit_code(const Options& options, const Gated& gated) {
  int code = exit_clean;
  if (!gated.result.failing.empty() && !options.no_fail) code = exit_violated;
  if (!gated.result.lint.policy_errors.empty()) code = exit_invalid;
  if (gated.nothing) code = exit_nothing;
  if (!gated.result.lint.not_judged.empty()) code = exit_not_judged;
  if (gated.result.lint.internal_error) code = exit_internal;
  return code;
}

report::ReportOptions look_of(const Options& options, const std::string& today, bool colour) {
  report::ReportOptions look;
  look.version = version;
  look.today = today;
  look.quiet = options.quiet;
  look.verbose = options.verbose;
  look.show_suppressed = options.show_suppressed;
  look.colour = colour;
  return look;
}

bool write_evidence(const Options& options, const Gated& gated, Console& console) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(options.evidence, error);
  const auto below = [&](std::string_view name) {
    return (fs::path(options.evidence) / name).generic_string();
  };
  const std::string json = evidence::json(gated.evidence);
  auto look = look_of(options, gated.evidence.as_of, false);
  look.show_suppressed = true;
  return write_told(below(evidence_file), json, options, console) &&
         write_told(below("evidence.md"), evidence::markdown(gated.evidence), options, console) &&
         write_told(below("evidence.html"), evidence::html(gated.evidence), options, console) &&
         write_told(below("findings.sarif"), report::find_format("sarif")->render(gated.result.lint, look),
                    options, console) &&
         write_told(below("verification-summary.json"), evidence::summary_statement(gated.evidence, json),
                    options, console);
}

/// The evidence of a folder that `gate --evidence` wrote, or of its JSON file.
std::optional<evidence::Evidence> read_evidence(const std::string& path, const Options& options,
                                                Workspace& workspace, Console& console) {
  Located place = workspace.locate(path);
  if (place.tree->kind(place.path) == EntryKind::folder)
    place.path += (place.path.empty() ? "" : "/") + std::string(evidence_file);
  const auto source = place.tree->read(place.path, largest_evidence);
  if (!source) {
    complain(console, options,
             "evidence " + text::printable(place.tree->display_path(place.path)) + ": " +
                 std::string(to_string(source.error())));
    return std::nullopt;
  }
  auto read = evidence::read(*source);
  if (read) return *std::move(read);
  complain(console, options, read.error());
  return std::nullopt;
}

}  // namespace

int gate(const Options& options, Console& console) {
  const auto gated = judge(options, console);
  if (!gated) return exit_invalid;
  const auto& lint = gated->result.lint;
  int code = exit_code(options, *gated);
  if (gated->nothing) console.error("nothing to check: no Dockerfile found\n");
  if (!lint.policy_errors.empty()) complain(console, options, lint.policy_errors);
  std::vector<FormatRequest> formats = options.formats;
  if (formats.empty()) formats.push_back({"text", {}});
  bool said = false;  // the decision, on standard output
  for (const FormatRequest& request : formats) {
    const bool out = request.file.empty();
    const bool colour = out ? colour_for_output(options, console) : options.colour == ColourWhen::always;
    auto text =
        report::find_format(request.name)->render(lint, look_of(options, gated->evidence.as_of, colour));
    const bool words = request.name == "text";
    if (words) text += "\n" + evidence::decision_text(gated->evidence);
    said = said || (words && out);
    if (!put_out(request, text, options, console)) code = std::max<int>(code, exit_invalid);
  }
  if (!said) console.error(evidence::decision_text(gated->evidence));
  if (!options.evidence.empty() && !write_evidence(options, *gated, console))
    code = std::max<int>(code, exit_invalid);
  return code;
}

int report(const Options& options, Console& console) {
  const auto gated = judge(options, console);
  if (!gated) return exit_invalid;
  if (gated->nothing) console.error("nothing to report: no Dockerfile found\n");
  if (!gated->result.lint.policy_errors.empty()) complain(console, options, gated->result.lint.policy_errors);
  std::vector<FormatRequest> formats = options.formats;
  if (formats.empty()) formats.push_back({"markdown", {}});
  // The report tells of a refusal; writing it is no failure.
  int code = exit_code(options, *gated);
  if (code == exit_violated) code = exit_clean;
  for (const FormatRequest& request : formats) {
    const auto text = request.name == "html"   ? evidence::html(gated->evidence)
                      : request.name == "json" ? evidence::json(gated->evidence)
                                               : evidence::markdown(gated->evidence);
    if (!put_out(request, text, options, console)) code = std::max<int>(code, exit_invalid);
  }
  return code;
}

int gate_diff(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  const auto before = read_evidence(options.paths.front(), options, workspace, console);
  const auto after = read_evidence(options.paths.back(), options, workspace, console);
  if (!before || !after) return exit_invalid;
  const auto changes = evidence::compare(*before, *after);
  const bool as_json = !options.formats.empty() && options.formats.front().name == "json";
  console.out(as_json ? evidence::changes_json(changes) : evidence::changes_text(changes));
  return exit_clean;
}

}  // namespace dockgate::cli
