#pragma once
// Programs that run another command, as data.

#include <span>
#include <string_view>

namespace dockgate::shell {

/// One program that runs what stands behind its options. Lists are words separated by one blank.
struct Wrapper {
  enum class Runs {
    command,  // the remaining words are a command
    script,   // the remaining words, joined by blanks, are shell text (eval)
    shell,    // a shell: `-c TEXT name args…`, else a script file
  };
  std::string_view program;         // base name
  std::string_view subcommand;      // plain words that have to follow ("run", "tool run"); "" = none
  std::string_view value_options;   // options that take the next word
  std::string_view script_options;  // options whose value is shell text (-c, env -S)
  int operands = 0;                 // plain words before the command (timeout's duration)
  bool assignments = false;         // NAME=value words may stand before the command
  bool dashes = false;              // the command stands only behind `--`
  Runs runs = Runs::command;
  std::string_view asking_options = "";  // with one of these it tells something and runs nothing (command -v)
  std::string_view marks = "";  // the command stands behind one of these words, up to `;` or `+` (find -exec)
};

std::span<const Wrapper> wrappers();

/// Whether `word` is one of the blank-separated words of `list`.
bool list_has(std::string_view list, std::string_view word);

}  // namespace dockgate::shell
