#include "facts/piped_code.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace dockgate::facts {
namespace {

constexpr std::array<std::string_view, 7> interpreters{"python", "perl", "ruby",   "node",
                                                       "nodejs", "php",  "Rscript"};

/// "python" for "python3.12".
std::string_view without_version(std::string_view program) {
  const auto end = program.find_last_not_of("0123456789.");
  return program.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

bool is_interpreter(std::string_view program) {
  const auto name = without_version(program);
  return std::ranges::find(interpreters, name) != interpreters.end();
}

/// Options of interpreters whose next word is a program, or that make them run something else.
bool gives_program(std::string_view option, bool is_shell) {
  if (option.starts_with("--")) {
    return option == "--eval" || option == "--print" || option == "--version" || option == "--help";
  }
  // Options may be joined: `-lc`, `-Ec`.
  const std::string_view letters = is_shell ? "c" : "cmeErpn";
  return option.find_first_of(letters, 1) != std::string_view::npos;
}

}  // namespace

bool runs_its_input(const shell::Command& command) {
  if (command.words.empty()) {
    return false;
  }
  const std::string program = shell::program_name(command.words[0]);
  const bool is_shell = shell::is_shell(program);
  if (!is_shell && !is_interpreter(program)) {
    return false;
  }
  bool takes_value = false;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].text.view();
    if (takes_value) {
      takes_value = false;
    } else if (word == "-" || word == "/dev/stdin") {
      return true;
    } else if (word == "--") {
      return i + 1 == command.words.size();
    } else if (word.starts_with('-') || word.starts_with('+')) {
      if (is_shell && !word.starts_with("--") && word.find('s') != std::string_view::npos) {
        return true;
      }
      if (gives_program(word, is_shell)) {
        // Python's -E is an option like any other; the letters of the others name programs.
        if (without_version(program) != "python" || word.find_first_of("cm", 1) != std::string_view::npos) {
          return false;
        }
      }
      takes_value = is_shell && (word == "-o" || word == "+o" || word == "-O" || word == "--rcfile" ||
                                 word == "--init-file");
    } else {
      return false;  // a script
    }
  }
  return true;
}

bool runs_its_words(std::string_view program) {
  return shell::is_shell(program) || is_interpreter(program) || program == "eval" || program == "source" ||
         program == ".";
}

}  // namespace dockgate::facts
