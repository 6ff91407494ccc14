#pragma once
// The command line described as values: what completions and the manual are made from. It is read off the
// same declarations that parse the arguments, so that neither can differ from what the program takes.

#include <string>
#include <string_view>
#include <vector>

namespace dockgate::cli {

struct OptionSurface {
  std::vector<std::string> names;  // "-f", "--format"; of an operand its one name, "PATH"
  std::string value;               // "NAME[=FILE]"; "" for a flag and an operand
  std::string help;
  bool required = false, repeatable = false;
};

struct CommandSurface {
  std::string name;  // "" for the program itself
  std::string help;
  std::vector<OptionSurface> options, operands;
  std::vector<CommandSurface> commands;
};

CommandSurface command_surface();

/// What may stand where an option's value or an operand is called `value`.
struct ValueSurface {
  bool files = false, folders = false;
  std::vector<std::string> words;
  std::string suffix;  // stands behind each word when more has to follow it: "="
};
ValueSurface values_of(std::string_view value);

}  // namespace dockgate::cli
