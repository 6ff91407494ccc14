#include "cli/options.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/command_line_internal.hpp"
#include "cli/hadolint_options.hpp"
#include "cli/surface.hpp"
#include "policy/rule.hpp"
#include "report/formats.hpp"
#include "report/hadolint.hpp"
#include "text/date.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

/// The first argument that nothing took, as a message; "" when there is none.
std::string unexpected(const CLI::App& app) {
  for (const std::string& word : app.remaining(false)) {
    if (word.size() > 1 && word.front() == '-') {
      const std::string name = word.substr(0, word.find('='));
      const std::vector<std::string> names = option_names(app);
      return text::with_hint("unknown option `" + text::printable(name) + "`", name, views(names));
    }
    std::vector<std::string> commands;
    for (const CLI::App* sub : commands_of(app)) commands.push_back(sub->get_name());
    const std::string shown = "`" + text::printable(word) + "`";
    return commands.empty() ? "unexpected argument " + shown
                            : text::with_hint("unknown command " + shown, word, views(commands));
  }
  return {};
}

Result<std::pair<std::string, std::string>> key_value(std::string_view option, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    return Result<std::pair<std::string, std::string>>::failure(
        std::string(option) + " needs NAME=VALUE, not `" + text::printable(text) + "`");
  }
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

/// What stands behind `--format` of a command.
std::string_view format_value(Command command) {
  switch (command) {
    case Command::rules:
    case Command::explain:
    case Command::lock_write:
    case Command::lock_check:
    case Command::lock_update:
    case Command::lock_import:
      return "FORM";
    case Command::gate_diff:
    case Command::manifest_verify:
      return "DIFF";
    case Command::manifest_write:
      return "MANIFEST[=FILE]";
    case Command::report:
      return "REPORT[=FILE]";
    case Command::fix:
    case Command::review_list:
    case Command::review_dossier:
      return "REPORT";
    default:
      return "NAME[=FILE]";
  }
}

std::string add_format(Options& options, const std::string& format,
                       const std::vector<std::string_view>& known) {
  const auto equals = format.find('=');
  FormatRequest request{format.substr(0, equals),
                        equals == std::string::npos ? "" : format.substr(equals + 1)};
  if (std::ranges::find(known, request.name) == known.end())
    return text::with_hint("unknown format `" + text::printable(request.name) + "`", request.name, known);
  const bool files = format_value(options.command).ends_with("[=FILE]");
  if (equals != std::string::npos && (request.file.empty() || !files)) {
    return files ? "--format " + request.name + "= needs a file name"
                 : std::string("--format takes no file here");
  }
  for (const FormatRequest& other : options.formats) {
    if (other.file != request.file) continue;
    return request.file.empty()
               ? "formats `" + other.name + "` and `" + request.name +
                     "` would both go to standard output; write --format " + request.name + "=FILE"
               : "two formats would go to " + text::printable(request.file);
  }
  options.formats.push_back(std::move(request));
  return {};
}

/// The formats with the files that `--output` names, in their order.
std::vector<std::string> formats_of(const Raw& raw) {
  std::vector<std::string> formats = raw.formats;
  if (formats.empty() && !raw.outputs.empty()) formats.emplace_back("text");
  for (std::size_t i = 0; i < std::min(formats.size(), raw.outputs.size()); ++i)
    if (formats[i].find('=') == std::string::npos) formats[i] += "=" + raw.outputs[i];
  return formats;
}

/// The parts of the command line that CLI11 does not check. "" when all is well.
std::string finish(Options& options, const Raw& raw) {
  const bool hadolint = options.command == Command::hadolint;
  if (std::string message =
          hadolint ? read_hadolint_command(options, raw) : read_hadolint_names(options, raw);
      !message.empty())
    return message;
  for (const std::string& rule : raw.rules) {
    auto pair = key_value("--rule", rule);
    if (!pair) return pair.error();
    options.rule_levels.push_back(std::move(*pair));
  }
  for (const std::string& argument : raw.build_args) {
    // `--build-arg K` takes the value of the environment for docker; here that would make the verdict depend
    // on it.
    auto pair = key_value("--build-arg", argument);
    if (!pair) return pair.error();
    options.build_args.push_back(std::move(*pair));
  }
  for (const std::string& mirror : raw.mirrors) {
    auto pair = key_value("--mirror", mirror);
    if (!pair) return pair.error();
    options.mirrors.push_back(std::move(*pair));
  }
  const std::vector<std::string> formats = values_of(format_value(options.command)).words;
  if (options.diff && !raw.formats.empty()) return "--diff prints a patch and takes no --format";
  for (const std::string& format : hadolint ? std::vector<std::string>() : formats_of(raw)) {
    if (std::string message = add_format(options, format, views(formats)); !message.empty()) return message;
  }
  if (!options.fail_on.empty() && !severity_from(options.fail_on)) {
    return text::with_hint(
        "--fail-on is error, warning, info or style, not `" + text::printable(options.fail_on) + "`",
        options.fail_on, {"error", "warning", "info", "style"});
  }
  if (raw.no_colour) {
    options.colour = ColourWhen::never;
  } else if (raw.colour == "always") {
    options.colour = ColourWhen::always;
  } else if (raw.colour == "never") {
    options.colour = ColourWhen::never;
  } else if (raw.colour != "auto") {
    return text::with_hint("--color is auto, always or never, not `" + text::printable(raw.colour) + "`",
                           raw.colour, {"auto", "always", "never"});
  }
  if (!options.today.empty() && !text::date_from(options.today)) {
    return "--today is a day such as 2026-12-31, not `" + text::printable(options.today) + "`";
  }
  if (options.command == Command::completions) {
    const std::vector<std::string> shells = values_of("SHELL").words;
    if (std::ranges::find(shells, options.paths.front()) == shells.end()) {
      return text::with_hint("completions are there for bash, zsh and fish, not for `" +
                                 text::printable(options.paths.front()) + "`",
                             options.paths.front(), views(shells));
    }
  }
  return {};
}

OptionSurface surface_of(const CLI::Option& option) {
  OptionSurface surface;
  if (option.get_positional()) {
    surface.names = {option.get_name(true)};
  } else {
    for (const std::string& name : option.get_snames()) surface.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) surface.names.push_back("--" + name);
    if (option.get_items_expected_max() > 0) surface.value = option.get_type_name();
  }
  surface.help = option.get_description();
  surface.required = option.get_required();
  surface.repeatable = option.get_items_expected_max() > 1 ||
                       option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  return surface;
}

CommandSurface surface_of(const CLI::App& app) {
  CommandSurface surface;
  surface.name = app.get_name();
  surface.help = app.get_description();
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? surface.operands : surface.options).push_back(surface_of(*option));
  for (const CLI::App* sub : commands_of(app)) surface.commands.push_back(surface_of(*sub));
  return surface;
}

}  // namespace

CommandSurface command_surface() {
  const CommandLine line;
  return surface_of(line.app);
}

ValueSurface values_of(std::string_view value) {
  ValueSurface surface;
  if (value == "LEVEL") {
    surface.words = {"error", "warning", "info", "style"};
  } else if (value == "THRESHOLD") {
    surface.words = {"error", "warning", "info", "style", "ignore", "none"};
  } else if (value == "FORMAT") {
    for (const report::Format& format : report::hadolint_formats()) surface.words.emplace_back(format.name);
  } else if (value == "WHEN") {
    surface.words = {"auto", "always", "never"};
  } else if (value == "FORM") {
    surface.words = {"text", "json", "markdown"};
  } else if (value == "KIND") {
    surface.words = {"hub-cache", "lfs", "oci-layout", "docker-inspect"};
  } else if (value == "DIFF" || value == "REPORT") {
    surface.words = {"text", "json"};
  } else if (value == "MANIFEST[=FILE]") {
    surface.words = {"json", "cyclonedx", "in-toto"};
  } else if (value == "REPORT[=FILE]") {
    surface.words = {"html", "markdown", "json"};
  } else if (value == "SHELL") {
    surface.words = {"bash", "zsh", "fish"};
  } else if (value == "BOUNDARY") {
    surface.words = {"research", "internal", "production"};
  } else if (value == "NAME[=FILE]") {
    for (const report::Format& format : report::formats()) surface.words.emplace_back(format.name);
  } else if (value == "RULE" || value == "WORD" || value == "NAME=LEVEL") {
    for (const policy::Rule& rule : policy::builtin_rules()) surface.words.emplace_back(rule.name);
    if (value == "NAME=LEVEL") surface.suffix = "=";
  } else if (value == "POLICY") {
    surface.words = {"builtin:recommended", "builtin:hadolint", "builtin:buildkit", "builtin:all"};
    surface.files = true;
  } else if (value == "DIR" || value == "EVIDENCE") {
    surface.folders = true;
  } else if (value == "PATH" || value == "FILE" || value == "NAME" || value == "SOURCE") {
    surface.files = true;
  }
  return surface;
}

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  // Behind the name of a command no other one can follow.
  CommandLine line(arguments.empty() ? std::string_view() : std::string_view(arguments.front()));
  CLI::App& app = line.app;
  Options& options = line.options;
  std::vector<std::string> words(arguments.rbegin(), arguments.rend());
  if (!words.empty() && words.back() == "help") {  // `dockgate help check`
    words.pop_back();
    words.insert(words.begin(), "--help");
  }
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
    return options;
  } catch (const CLI::ParseError& error) {
    for (const CLI::App* sub : app.get_subcommands()) {
      if (const std::string message = unexpected(*sub); !message.empty())
        return Result<Options>::failure(message);
    }
    return Result<Options>::failure(text::printable(error.what()));
  }

  const CLI::App* chosen = nullptr;
  for (const auto& [sub, command] : line.commands) {
    if (!sub->parsed()) continue;
    options.command = command;
    chosen = sub;
  }
  std::vector<const CLI::App*> parsed{&app};
  if (chosen != nullptr) parsed.insert(parsed.end(), {chosen->get_parent(), chosen});
  for (const CLI::App* each : parsed) {
    if (const std::string message = unexpected(*each); !message.empty())
      return Result<Options>::failure(message);
  }
  if (line.version) options.command = Command::version;
  if (options.command == Command::help) options.help = app.help();
  if (const std::string message = finish(options, line.raw); !message.empty())
    return Result<Options>::failure(message);
  return options;
}

}  // namespace dockgate::cli
