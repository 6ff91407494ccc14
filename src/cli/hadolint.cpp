// `hadolint`: stands in for hadolint, with its options, variables, defaults, formats and exit codes
// (docs/from-hadolint.md).
#include "report/hadolint.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/hadolint_options.hpp"
#include "cli/prepare.hpp"
#include "cli/version.hpp"
#include "cli/workspace.hpp"
#include "policy/policy.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::cli {

namespace {

/// hadolint has one code for all that does not go well.
constexpr int exit_not_well = exit_violated;

/// Where hadolint looks for its configuration when no option names it, the first that stands there.
std::vector<std::string> usual_places(const Console& console) {
  std::vector<std::string> places{".hadolint"};
  const auto home = console.variable("HOME");
  if (const auto folder = console.variable("XDG_CONFIG_HOME")) {
    places.push_back(*folder + "/hadolint");
  } else if (home) {
    places.push_back(*home + "/.config/hadolint");
  }
  if (home) {
    for (const char* name : {"/.hadolint/hadolint", "/.hadolint/config", "/.hadolint"})
      places.push_back(*home + name);
  }
  return places;
}

/// The configuration, empty where there is none; nothing when the one that is named cannot be read.
SourcePtr find_configuration(const Options& options, Workspace& workspace, Console& console) {
  if (!options.policy.empty()) {
    const Located file = workspace.locate(options.policy);
    const auto source = file.tree->read(file.path);
    if (source) return *source;
    complain(
        console, options,
        "configuration " + text::printable(options.policy) + ": " + std::string(to_string(source.error())));
    return nullptr;
  }
  for (const std::string& place : usual_places(console)) {
    for (const char* ending : {".yaml", ".yml"}) {
      const Located file = workspace.locate(place + ending);
      if (file.tree->kind(file.path) != EntryKind::file) continue;
      if (const auto source = file.tree->read(file.path)) return *source;
    }
  }
  return std::make_shared<SourceFile>("no configuration", "");
}

bool is_true(const std::optional<std::string>& value) {
  const std::string word = text::lower(value.value_or(""));
  return word == "1" || word == "y" || word == "on" || word == "true" || word == "yes";
}

void append(const std::optional<std::string>& value, std::vector<std::string>& list) {
  if (!value) return;
  for (const std::string_view item : text::split(*value, ','))
    if (!text::trim(item).empty()) list.emplace_back(text::trim(item));
}

/// Adds what hadolint's environment variables say. "" when all is well.
std::string add_variables(const Console& console, policy::HadolintOptions& options) {
  append(console.variable("HADOLINT_IGNORE"), options.ignored);
  append(console.variable("HADOLINT_OVERRIDE_ERROR"), options.errors);
  append(console.variable("HADOLINT_OVERRIDE_WARNING"), options.warnings);
  append(console.variable("HADOLINT_OVERRIDE_INFO"), options.infos);
  append(console.variable("HADOLINT_OVERRIDE_STYLE"), options.styles);
  append(console.variable("HADOLINT_TRUSTED_REGISTRIES"), options.registries);
  std::vector<std::string> labels;
  append(console.variable("HADOLINT_REQUIRE_LABELS"), labels);
  for (const std::string& text : labels) {
    auto label = hadolint_label("HADOLINT_REQUIRE_LABELS", text);
    if (!label) return label.error();
    label->over_file = true;
    options.labels.push_back(std::move(*label));
  }
  if (is_true(console.variable("HADOLINT_STRICT_LABELS"))) options.strict_labels = true;
  if (is_true(console.variable("HADOLINT_NOFAIL"))) options.never_fails = true;
  if (is_true(console.variable("HADOLINT_DISABLE_IGNORE_PRAGMA"))) options.no_comments = true;
  if (const auto level = console.variable("HADOLINT_FAILURE_THRESHOLD")) {
    if (!policy::is_hadolint_threshold(*level))
      return "HADOLINT_FAILURE_THRESHOLD is error, warning, info, style, ignore or none, not `" +
             text::printable(*level) + "`";
    options.usual_threshold = *level;
  }
  return {};
}

/// Adds what the configuration and the environment say of the output.
void add_output(const yaml::Node& node, const Console& console, Options& options) {
  const policy::HadolintOutput output = policy::read_hadolint_output(node);
  std::vector<std::string> formats = output.formats;
  append(console.variable("HADOLINT_FORMAT"), formats);
  for (const std::string& name : formats)
    if (report::find_hadolint_format(name) != nullptr) options.formats.push_back({name, {}});
  if (options.formats.empty()) options.formats.push_back({"tty", {}});
  if (output.no_colour) options.colour = ColourWhen::never;
  options.verbose = options.verbose || output.verbose || is_true(console.variable("HADOLINT_VERBOSE"));
}

/// False when a report could not be written.
bool write_reports(const Options& options, const LintResult& result, Console& console) {
  report::ReportOptions look;
  look.version = version;
  look.today = console.today();
  bool written = true;
  for (const FormatRequest& request : options.formats) {
    look.colour = request.file.empty() && colour_for_output(options, console);
    const std::string text = report::find_hadolint_format(request.name)->render(result, look);
    if (!put_out(request, text, options, console)) written = false;
  }
  return written;
}

/// The policy that configuration, options and variables make together, and `options` with what is said of the
/// output. Null when something is wrong, which has been written.
policy::PolicyPtr read_configuration(Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  if (const std::string mistake = add_variables(console, options.hadolint); !mistake.empty()) {
    complain(console, options, mistake);
    return nullptr;
  }
  const SourcePtr source = find_configuration(options, workspace, console);
  if (!source) return nullptr;
  const policy::LoadResult policy = policy::Policy::parse_hadolint(source, options.hadolint);
  if (!policy) {
    complain(console, options, policy.error());
    return nullptr;
  }
  if (const auto node = yaml::parse(source)) add_output(*node, console, options);
  if (options.verbose) console.error("configuration: " + text::printable(source->path()) + "\n");
  return *policy;
}

}  // namespace

int hadolint(const Options& given, Console& console) {
  Options options = given;
  if (options.paths.empty()) {
    console.error("no Dockerfile is named; `-` stands for standard input\n");
    return exit_not_well;
  }
  const policy::PolicyPtr policy = read_configuration(options, console);
  if (!policy) return exit_not_well;
  options.policy.clear();
  options.stdin_filename = "-";
  auto prepared = prepare(options, console);
  if (!prepared) return exit_not_well;
  prepared->lint.policy = policy;
  prepared->lint.policy_reason = "the command hadolint";
  LintResult result = dockgate::check(std::move(prepared->inputs), prepared->lint);
  add_unfound(*prepared, result.not_judged);
  for (const NotJudged& item : result.not_judged) {
    if (item.part && !options.verbose) continue;
    console.error(text::printable(item.file) + ": " + text::printable(item.reason) + "\n");
  }
  complain(console, options, result.policy_errors);
  std::map<std::string, std::string> as_given;
  Workspace workspace = Workspace::here();
  for (const std::string& path : options.paths) {
    const Located place = workspace.locate(path);
    as_given.emplace(place.tree->display_path(place.path), path);
  }
  const auto shown = [&](const std::string& path) {
    if (!options.report_path.empty()) return options.report_path;
    const auto found = as_given.find(path);
    return found == as_given.end() ? path : found->second;
  };
  const bool written = write_reports(options, report::as_hadolint(result, shown), console);
  // Nobody reads the exit code where Code Climate and Codacy collect the findings.
  const auto collected = [](const FormatRequest& request) {
    return request.name == "codeclimate" || request.name == "codacy";
  };
  if (std::ranges::any_of(options.formats, collected)) result.violated = false;
  const int code = exit_code_of(options, report::outcome_of(result), false);
  return code == exit_clean && written ? exit_clean : code == exit_internal ? code : exit_not_well;
}

}  // namespace dockgate::cli
