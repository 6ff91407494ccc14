#include "cli/manual.hpp"

#include <algorithm>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/version.hpp"

namespace dockgate::cli {

namespace {

/// Text in which roff(7) sees no request and no escape, and hyphens stay what a user types.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '`':  // names
        out += "\\(aq";
        break;
      case '\'':
        out += "\\(aq";
        break;
      default:
        out += c;
    }
  }
  return out.starts_with('.') ? "\\&" + out : out;
}

void add_options(std::string& out, const CommandSurface& command) {
  for (const OptionSurface& operand : command.operands) {
    out += ".TP\n.I " + roff(operand.names.front()) + "\n" + roff(operand.help) + "\n";
  }
  for (const OptionSurface& option : command.options) {
    std::string names;
    for (const std::string& name : option.names)
      names += (names.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
    if (!option.value.empty()) names += " \\fI" + roff(option.value) + "\\fR";
    out += ".TP\n" + names + "\n" + roff(option.help) + "\n";
  }
}

void add_command(std::string& out, const CommandSurface& command, const std::string& path) {
  std::string line = path;
  if (!command.options.empty()) line += " [OPTION...]";
  for (const OptionSurface& operand : command.operands) {
    const std::string name = operand.names.front() + (operand.repeatable ? "..." : "");
    line += operand.required ? " " + name : " [" + name + "]";
  }
  if (command.commands.empty()) {
    out += ".SS " + roff(line) + "\n" + roff(command.help) + ".\n";
    add_options(out, command);
  }
  for (const CommandSurface& sub : command.commands) add_command(out, sub, path + " " + sub.name);
}

}  // namespace

std::string manual_page(const CommandSurface& program, std::string_view release, std::string_view date) {
  std::string out = ".TH DOCKGATE 1 " + std::string(date) + " \"dockgate " + std::string(release) + "\"\n";
  out += ".SH NAME\ndockgate \\- linter for Docker builds that ship models\n";
  out += ".SH SYNOPSIS\n.B dockgate\n.I COMMAND\n[\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n";
  out +=
      ".SH DESCRIPTION\n"
      "dockgate reads Dockerfiles as BuildKit does, follows them into the Python and shell code that their "
      "images\n"
      "run, and judges both by one policy: base images and models that are not pinned, code that comes with "
      "a\n"
      "model, loads that unpickle, images that nobody known maintains. Nothing that is judged is ever "
      "executed,\n"
      "and no network is used.\n";
  out += ".SH COMMANDS\n";
  for (const CommandSurface& command : program.commands) add_command(out, command, command.name);
  out += ".SH GLOBAL OPTIONS\n";
  add_options(out, program);
  out += ".SH EXIT STATUS\nWhere several hold, the largest wins.\n";
  for (const auto& [code, means] : exit_code_meanings)
    out += ".TP\n.B " + std::to_string(static_cast<int>(code)) + "\n" + roff(means) + "\n";
  out +=
      ".SH FILES\n"
      ".TP\n.I .dockgate.yaml\nThe policy. The nearest one upward of a Dockerfile applies.\n"
      ".TP\n.I .gitignore\nWhat it excludes is left out when a folder is searched.\n"
      ".SH ENVIRONMENT\n"
      ".TP\n.B NO_COLOR\nIf it is not empty, nothing is coloured unless \\fB\\-\\-color\\fR asks for it.\n"
      ".TP\n.B TERM\n\\fIdumb\\fR: nothing is coloured.\n"
      ".SH EXAMPLES\n"
      ".TP\ndockgate check\nJudge every Dockerfile below the current folder.\n"
      ".TP\ndockgate check \\-\\-format sarif=out.sarif \\-\\-format text .\n"
      "The same, with a report for code scanning beside the text.\n"
      ".TP\ndockgate check \\- \\-\\-stdin\\-filename app/Dockerfile < Dockerfile.new\n"
      "Judge standard input as if it stood at that place.\n"
      ".TP\ndockgate explain DL3007\nSay what a rule is for, under any of its names.\n"
      ".TP\ndockgate init\nWrite a small policy to start from.\n";
  return out;
}

int manual(const Options&, Console& console) {
  console.out(manual_page(command_surface(), version, console.today()));
  return exit_clean;
}

}  // namespace dockgate::cli
