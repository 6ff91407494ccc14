#pragma once
// Files and JSON on a command line that say more about what it loads.

#include "build/build.hpp"
#include "facts/command_words.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// A further artefact out of a JSON option: `{"model": "org/name", "revision": "…"}`.
struct JsonModel {
  std::string id;
  std::optional<std::string> revision;
  Place at;  // the option's value
};
std::vector<JsonModel> json_models(const CommandWords& words);

/// Fills what `words` leaves open from the configuration files and lists that it names, as far as they stand
/// in the image. What was read is added to `trace`.
void add_command_files(const build::Build& build, const ShellCommands& commands, const RunCommand& run,
                       CommandWords& words, std::vector<Step>& trace);

}  // namespace dockgate::facts
