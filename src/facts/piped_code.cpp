#include "facts/piped_code.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace dockgate::facts {
namespace {

/// An interpreter and the letters of its options that name a program, so that standard input is data.
struct CodeReader {
  std::string_view name;
  std::string_view program_options;
};
constexpr std::array<CodeReader, 7> interpreters{{{"python", "cm"},
                                                  {"perl", "eEnp"},
                                                  {"ruby", "enp"},
                                                  {"node", "ep"},
                                                  {"nodejs", "ep"},
                                                  {"php", "rfBF"},
                                                  {"Rscript", "e"}}};

/// The row of "python3.12", or null.
const CodeReader* find_interpreter(std::string_view program) {
  const auto end = program.find_last_not_of("0123456789.");
  program = program.substr(0, end == std::string_view::npos ? 0 : end + 1);
  const auto* row = std::ranges::find(interpreters, program, &CodeReader::name);
  return row == interpreters.end() ? nullptr : row;
}

bool is_switch(std::string_view word) {
  return word.starts_with('-') || word.starts_with('+');
}

/// Options may be joined: `-lc`, `-Ec`.
bool has_letter(std::string_view option, std::string_view letters) {
  return !option.starts_with("--") && option.find_first_of(letters, 1) != std::string_view::npos;
}

/// Whether the next word belongs to this option of a shell: `-euo pipefail`, `--rcfile FILE`.
bool takes_value(std::string_view option) {
  if (option.starts_with("--")) {
    return option == "--rcfile" || option == "--init-file";
  }
  return option.ends_with('o') || option.ends_with('O');
}

}  // namespace

bool runs_its_input(const shell::Command& command) {
  if (command.words.empty()) {
    return false;
  }
  const std::string program = shell::program_name(command.words[0]);
  const bool is_shell = shell::is_shell(program);
  const auto* interpreter = find_interpreter(program);
  if (!is_shell && interpreter == nullptr) {
    return false;
  }
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].text.view();
    if (word == "-" || word == "/dev/stdin") {
      return true;
    }
    if (word == "--") {
      return i + 1 == command.words.size();
    }
    if (!is_switch(word)) {
      return false;  // a script
    }
    if (is_shell && has_letter(word, "s")) {
      return true;
    }
    if (has_letter(word, is_shell ? "c" : interpreter->program_options)) {
      return false;
    }
    if (is_shell && takes_value(word)) {
      ++i;
    }
  }
  return true;
}

std::size_t first_parameter(const shell::Command& command) {
  std::size_t at = 1;
  for (; at < command.words.size(); ++at) {
    const std::string_view word = command.words[at].text.view();
    if (word == "--" || word == "-") return at + 1;
    if (!word.starts_with('-') && !word.starts_with('+')) break;
    if (word.ends_with('o') || word.ends_with('O')) ++at;
  }
  return at;
}

bool runs_its_words(std::string_view program) {
  return shell::is_shell(program) || find_interpreter(program) != nullptr || program == "eval" ||
         program == "source" || program == ".";
}

}  // namespace dockgate::facts
