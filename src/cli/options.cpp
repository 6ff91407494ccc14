#include "cli/options.hpp"

#include <algorithm>
#include <string_view>

#include <CLI/CLI.hpp>

#include "report/formats.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

/// What CLI11 writes into; turned into Options once all of it is there.
struct Raw {
  std::vector<std::string> rules, formats, build_args;
  std::string colour = "auto";
};

void add_output(CLI::App& app, Options& options, Raw& raw) {
  app.add_option("--color", raw.colour, "auto, always or never")->type_name("WHEN");
  app.add_flag("-q,--quiet", options.quiet, "findings only");
  app.add_flag("-v,--verbose", options.verbose, "also what was skipped, and why");
}

/// Options that decide what is judged and how.
void add_judging(CLI::App& app, Options& options, Raw& raw) {
  app.add_option("--policy", options.policy,
                 "a policy file, or builtin:recommended, builtin:hadolint, builtin:buildkit, builtin:all")
      ->type_name("FILE");
  app.add_option("--rule", raw.rules, "level of a rule, alias or pattern; repeatable, the last wins")
      ->type_name("NAME=LEVEL")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--boundary", options.boundary, "judge at this boundary, whatever the policy says")
      ->type_name("NAME");
  app.add_option("--build-arg", raw.build_args, "value of an ARG; repeatable")
      ->type_name("K=V")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--target", options.target, "stage to build")->type_name("STAGE");
  app.add_option("--context", options.context, "the build context of every Dockerfile")->type_name("DIR");
  app.add_option("--stdin-filename", options.stdin_filename, "place of the Dockerfile that is read from `-`")
      ->type_name("NAME");
  app.add_option("-j,--jobs", options.jobs, "threads; 0: one a processor")->type_name("N");
}

void add_formats(CLI::App& app, Raw& raw) {
  std::string names;
  for (const report::Format& format : report::formats())
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  app.add_option("-f,--format", raw.formats, "repeatable; one of " + names)
      ->type_name("NAME[=FILE]")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
}

std::string with_hint(std::string message, std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const std::string_view near = text::did_you_mean(word, candidates);
  if (!near.empty()) message += "; did you mean `" + std::string(near) + "`?";
  return message;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

/// The first argument that nothing took, as a message; "" when there is none.
std::string unexpected(const CLI::App& app) {
  for (const std::string& word : app.remaining(false)) {
    if (word.size() > 1 && word.front() == '-') {
      const std::string name = word.substr(0, word.find('='));
      return with_hint("unknown option `" + text::printable(name) + "`", name, option_names(app));
    }
    const std::vector<std::string> commands = command_names(app);
    const std::string shown = "`" + text::printable(word) + "`";
    return commands.empty() ? "unexpected argument " + shown
                            : with_hint("unknown command " + shown, word, commands);
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

/// The parts of the command line that CLI11 does not check. "" when all is well.
std::string finish(Options& options, const Raw& raw) {
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
  for (const std::string& format : raw.formats) {
    const auto equals = format.find('=');
    FormatRequest request{format.substr(0, equals),
                          equals == std::string::npos ? "" : format.substr(equals + 1)};
    if (report::find_format(request.name) == nullptr) {
      std::vector<std::string> names;
      for (const report::Format& known : report::formats()) names.emplace_back(known.name);
      return with_hint("unknown format `" + text::printable(request.name) + "`", request.name, names);
    }
    if (equals != std::string::npos && request.file.empty())
      return "--format " + request.name + "= needs a file name";
    options.formats.push_back(std::move(request));
  }
  if (raw.colour == "always") {
    options.colour = ColourWhen::always;
  } else if (raw.colour == "never") {
    options.colour = ColourWhen::never;
  } else if (raw.colour != "auto") {
    return "--color is auto, always or never, not `" + text::printable(raw.colour) + "`";
  }
  return {};
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  Options options;
  Raw raw;
  bool version = false;

  CLI::App app("A policy-enforcing linter for Docker builds that ship machine-learning models.", "dockgate");
  app.allow_extras();
  app.require_subcommand(0, 1);
  app.add_flag("-V,--version", version, "print the version");

  CLI::App* check = app.add_subcommand("check", "judge Dockerfiles and the code that their images run");
  check->add_option("PATH", options.paths,
                    "Dockerfiles, folders, or - for standard input; default: the current folder");
  add_judging(*check, options, raw);
  add_formats(*check, raw);
  check->add_option("--fail-on", options.fail_on, "lowest level that fails: error, warning, info or style")
      ->type_name("LEVEL");
  check->add_flag("--no-fail", options.no_fail, "exit with 0 where the policy is violated");
  check->add_flag("--show-suppressed", options.show_suppressed, "list suppressed findings as well");
  add_output(*check, options, raw);

  CLI::App* parse = app.add_subcommand("parse", "print the syntax tree of Dockerfiles as JSON");
  parse->add_option("FILE", options.paths, "Dockerfiles, or - for standard input")->required();
  parse->add_option("--stdin-filename", options.stdin_filename, "name of the file that is read from `-`");

  CLI::App* facts = app.add_subcommand("facts", "print what was understood, before any policy, as JSON");
  facts->add_option("PATH", options.paths, "Dockerfiles, folders, or - for standard input")->required();
  add_judging(*facts, options, raw);

  CLI::App* rules = app.add_subcommand("rules", "list the rules");
  rules->add_flag("--fields", options.fields, "list the kinds of facts and their fields instead");

  CLI::App* explain = app.add_subcommand("explain", "say what a rule is for, with examples and fixes");
  explain->add_option("RULE", options.paths, "name or alias: base/digest, DL3007")->required();

  CLI::App* weights =
      app.add_subcommand("weights", "identify, hash and scan weight files; nothing is unpickled");
  weights->add_option("PATH", options.paths, "files, or folders that are searched")->required();
  weights->add_option("-f,--format", raw.formats, "text or json; repeatable")
      ->type_name("NAME[=FILE]")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  weights->add_flag("--no-fail", options.no_fail, "exit with 0 where a file is dangerous or suspicious");
  weights->add_option("-j,--jobs", options.jobs, "threads; 0: one a processor")->type_name("N");
  add_output(*weights, options, raw);

  CLI::App* policy = app.add_subcommand("policy", "look at a policy");
  policy->require_subcommand(1);
  CLI::App* policy_check = policy->add_subcommand("check", "validate a policy file");
  policy_check->add_option("FILE", options.paths, "default: the nearest .dockgate.yaml");
  add_output(*policy_check, options, raw);
  CLI::App* why = policy->add_subcommand("why", "which policy and boundary a Dockerfile has, and why");
  why->add_option("FILE", options.paths, "Dockerfiles")->required();
  add_judging(*why, options, raw);

  app.add_subcommand("version", "print the version");
  for (CLI::App* sub : {check, parse, facts, rules, explain, weights, policy, policy_check, why})
    sub->allow_extras();

  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
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

  const std::vector<std::pair<const CLI::App*, Command>> commands{
      {check, Command::check},
      {parse, Command::parse},
      {facts, Command::facts},
      {rules, Command::rules},
      {explain, Command::explain},
      {policy_check, Command::policy_check},
      {why, Command::policy_why},
      {weights, Command::weights},
      {app.get_subcommand("version"), Command::version}};
  const CLI::App* chosen = nullptr;
  for (const auto& [sub, command] : commands) {
    if (!sub->parsed()) continue;
    options.command = command;
    chosen = sub;
  }
  for (const CLI::App* sub :
       {static_cast<const CLI::App*>(&app), static_cast<const CLI::App*>(policy), chosen}) {
    if (sub == nullptr) continue;
    if (const std::string message = unexpected(*sub); !message.empty())
      return Result<Options>::failure(message);
  }
  if (version) options.command = Command::version;
  if (options.command == Command::help) options.help = app.help();
  if (const std::string message = finish(options, raw); !message.empty())
    return Result<Options>::failure(message);
  return options;
}

}  // namespace dockgate::cli
