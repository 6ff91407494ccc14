#pragma once
// The command line as CLI11 has it, before it is turned into Options; for the files that
// read it.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/options.hpp"

namespace dockgate::cli {

/// What CLI11 writes into; turned into Options once all of it is there.
struct Raw {
  std::vector<std::string> rules, formats, build_args, mirrors;
  std::string colour = "auto";
  // hadolint's names for what we call otherwise
  std::string config, threshold;
  std::vector<std::string> outputs, ignored, errors, warnings, infos, styles, labels;
  bool no_colour = false;
};

/// Makes `option` one that may be given several times, each time with one value.
inline void repeatable(CLI::Option* option, const std::string& value) {
  option->type_name(value)->expected(1)->take_all()->allow_extra_args(false);
}

/// What the program takes, and where CLI11 puts it.
struct CommandLine {
  CLI::App app{"A policy-enforcing linter for Docker builds that ship machine-learning models.", "dockgate"};
  Options options;
  Raw raw;
  bool version = false;
  std::vector<std::pair<const CLI::App*, Command>> commands;

  /// `only`: the command whose options are wanted, since building those of all costs more than the rest of a
  /// start; all of them where it names none.
  explicit CommandLine(std::string_view only = {});
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  CLI::App* add(CLI::App& parent, Command command, const std::string& name, const std::string& help) {
    CLI::App* sub = parent.add_subcommand(name, help);
    sub->allow_extras();
    commands.emplace_back(sub, command);
    return sub;
  }
};

}  // namespace dockgate::cli
