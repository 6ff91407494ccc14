#pragma once
// Which command a list of words really runs.

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/decode.hpp"
#include "shell/script.hpp"

namespace dockgate::shell {

/// What stands behind the wrappers of one command.
struct Unwrapped {
  enum class Kind { command, script, standard_input };
  Kind kind = Kind::command;
  std::vector<Field> words;                               // the command; of a script its $0 and parameters
  MappedText script;                                      // shell text, for Kind::script
  std::vector<Field> script_words;                        // the words that the text came from
  std::vector<Word> wrapped_by;                           // outermost first
  std::vector<std::pair<std::string, Word>> assignments;  // of env, sudo …
  std::vector<Exported> unset;                            // by env -u
  std::vector<Word> fed_by;                               // xargs or parallel with its options
  bool errexit = false;                                   // the shell's -e
  bool pipefail = false;                                  // and -o pipefail
};

/// Looks through the wrappers at the front of `words`. A wrapper that runs nothing (`exec` alone, a shell
/// with a script file) is the command itself. Kind::standard_input: a shell that reads its script from there.
Unwrapped unwrap(std::vector<Field> words);

/// Base name of a program: "python" for "/usr/bin/python".
std::string_view base_name(std::string_view program);

}  // namespace dockgate::shell
