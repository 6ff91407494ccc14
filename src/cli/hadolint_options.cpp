#include "cli/hadolint_options.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>
#include <utility>

#include "cli/command_line_internal.hpp"
#include "cli/surface.hpp"
#include "policy/rule.hpp"
#include "report/hadolint.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

/// hadolint passes over codes that it does not know: they may be those of another version.
bool is_foreign_code(const std::string& name) {
  return name.size() > 2 && (name.starts_with("DL") || name.starts_with("SC")) &&
         name.find_first_not_of("0123456789", 2) == std::string::npos &&
         policy::find_builtin_rule(name) == nullptr;
}

std::string wrong_threshold(const std::string& option, const std::string& level) {
  return text::with_hint(
      option + " is error, warning, info, style, ignore or none, not `" + text::printable(level) + "`", level,
      {"error", "warning", "info", "style", "ignore", "none"});
}

}  // namespace

void add_hadolint_names(CLI::App& app, Raw& raw) {
  const auto add = [&](const std::string& names, auto& value, const std::string& help, const char* type) {
    auto* option =
        app.add_option(names, value, help)->type_name(type)->expected(1)->group("As hadolint has it");
    if constexpr (!std::is_same_v<std::remove_reference_t<decltype(value)>, std::string>)
      option->take_all()->allow_extra_args(false);
  };
  add("-c,--config", raw.config, "--policy, a configuration of hadolint's whatever its name", "FILE");
  add("-t,--failure-threshold", raw.threshold, "--fail-on; also none and ignore", "LEVEL");
  add("-o,--output", raw.outputs, "where the format goes that is named at the same place", "FILE");
  add("--ignore", raw.ignored, "--rule NAME=off", "RULE");
  add("--error", raw.errors, "--rule NAME=error", "RULE");
  add("--warning", raw.warnings, "--rule NAME=warning", "RULE");
  add("--info", raw.infos, "--rule NAME=info", "RULE");
  add("--style", raw.styles, "--rule NAME=style", "RULE");
  app.add_flag("--no-color", raw.no_colour, "--color never")->group("As hadolint has it");
}

void add_hadolint_command(CLI::App& app, Options& options, Raw& raw, bool& version) {
  const auto several = [&](const std::string& names, auto& value, const std::string& help, const char* type) {
    repeatable(app.add_option(names, value, help), type);
  };
  app.add_option("FILE", options.paths, "Dockerfiles, or - for standard input");
  app.add_option("-c,--config", raw.config, "its configuration; default: where hadolint looks for it")
      ->type_name("FILE")
      ->expected(1);
  std::string names;
  for (const report::Format& format : report::hadolint_formats())
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  several("-f,--format", raw.formats, "repeatable; one of " + names, "FORMAT");
  several("-o,--output", raw.outputs, "where the format goes that is named at the same place", "FILE");
  app.add_option("-t,--failure-threshold", raw.threshold,
                 "lowest level that fails: error, warning, info, style, ignore or none; default: info")
      ->type_name("THRESHOLD")
      ->expected(1);
  several("--error", raw.errors, "level of a rule", "RULE");
  several("--warning", raw.warnings, "level of a rule", "RULE");
  several("--info", raw.infos, "level of a rule", "RULE");
  several("--style", raw.styles, "level of a rule", "RULE");
  several("--ignore", raw.ignored, "a rule that is off", "RULE");
  several("--trusted-registry", options.hadolint.registries, "images may come from there", "REGISTRY");
  several("--require-label", raw.labels,
          "a label that has to be there, and what it holds: text, url, semver, hash, rfc3339, spdx or email",
          "NAME:TYPE");
  app.add_flag("--strict-labels", options.hadolint.strict_labels, "no labels but these");
  app.add_flag("--disable-ignore-pragma", options.hadolint.no_comments, "comments ignore nothing");
  app.add_option("--file-path-in-report", options.report_path, "the path that reports show")
      ->type_name("PATH")
      ->expected(1);
  app.add_flag("--no-fail", options.no_fail, "exit with 0 whatever is found");
  app.add_flag("--no-color", raw.no_colour, "no colours; without a terminal there are none anyway");
  app.add_flag("-V,--verbose", options.verbose, "also which configuration applies");
  app.add_flag("-v,--version", version, "print the version");
  app.add_option("-j,--jobs", options.jobs, "threads; 0: one a processor")->type_name("N");
}

Result<policy::HadolintOptions::Label> hadolint_label(std::string_view option, const std::string& text) {
  using Label = policy::HadolintOptions::Label;
  const auto colon = text.rfind(':');
  Label label{text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1), false};
  if (!label.name.empty() && policy::is_hadolint_label_type(label.type)) return label;
  return Result<Label>::failure(text::with_hint(
      std::string(option) +
          " needs NAME:TYPE with one of text, url, semver, hash, rfc3339, spdx and email, not `" +
          text::printable(text) + "`",
      label.type, {"text", "url", "semver", "hash", "rfc3339", "spdx", "email"}));
}

std::string read_hadolint_names(Options& options, const Raw& raw) {
  if (!raw.config.empty()) {
    if (!options.policy.empty()) return "--config and --policy both name a policy";
    options.policy = raw.config;
    options.policy_is_hadolint = true;
  }
  if (!raw.threshold.empty()) {
    if (!options.fail_on.empty()) return "--failure-threshold and --fail-on say the same";
    if (!policy::is_hadolint_threshold(raw.threshold))
      return wrong_threshold("--failure-threshold", raw.threshold);
    const bool all = raw.threshold == "none" || raw.threshold == "ignore";
    options.fail_on = all ? "style" : raw.threshold;
  }
  // Of several that name a rule, the one that is farther down wins, as there.
  const std::array<std::pair<const std::vector<std::string>*, const char*>, 5> levels{
      {{&raw.styles, "style"},
       {&raw.infos, "info"},
       {&raw.warnings, "warning"},
       {&raw.errors, "error"},
       {&raw.ignored, "off"}}};
  for (const auto& [names, level] : levels) {
    for (const std::string& name : *names)
      if (!is_foreign_code(name)) options.rule_levels.emplace_back(name, level);
  }
  return {};
}

std::string read_hadolint_command(Options& options, const Raw& raw) {
  options.policy = raw.config;
  options.policy_is_hadolint = true;
  if (!raw.threshold.empty()) {
    if (!policy::is_hadolint_threshold(raw.threshold))
      return wrong_threshold("--failure-threshold", raw.threshold);
    options.hadolint.threshold = raw.threshold;
  }
  options.hadolint.styles = raw.styles;
  options.hadolint.infos = raw.infos;
  options.hadolint.warnings = raw.warnings;
  options.hadolint.errors = raw.errors;
  options.hadolint.ignored = raw.ignored;
  for (const std::string& label : raw.labels) {
    auto read = hadolint_label("--require-label", label);
    if (!read) return read.error();
    options.hadolint.labels.push_back(std::move(*read));
  }
  std::vector<std::string> formats = raw.formats;
  if (formats.empty() && !raw.outputs.empty()) formats.emplace_back("tty");
  const std::vector<std::string> known = values_of("FORMAT").words;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (std::ranges::find(known, formats[i]) == known.end())
      return text::with_hint("unknown format `" + text::printable(formats[i]) + "`", formats[i],
                             std::vector<std::string_view>(known.begin(), known.end()));
    options.formats.push_back({formats[i], i < raw.outputs.size() ? raw.outputs[i] : ""});
  }
  return {};
}

}  // namespace dockgate::cli
