#include "cli/surface.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "cli/completions.hpp"
#include "cli/manual.hpp"
#include "cli/options.hpp"

namespace dockgate::cli {
namespace {

TEST(Surface, HasCommandsOptionsAndOperands) {
  const CommandSurface program = command_surface();
  const auto check = std::ranges::find(program.commands, "check", &CommandSurface::name);
  ASSERT_NE(check, program.commands.end());
  ASSERT_EQ(check->operands.size(), 1u);
  EXPECT_EQ(check->operands[0].names[0], "PATH");
  const auto format = std::ranges::find_if(check->options, [](const OptionSurface& option) {
    return std::ranges::find(option.names, "--format") != option.names.end();
  });
  ASSERT_NE(format, check->options.end());
  EXPECT_EQ(format->value, "NAME[=FILE]");
  EXPECT_EQ(format->names[0], "-f");
  const auto flag = std::ranges::find_if(
      check->options, [](const OptionSurface& option) { return option.names.back() == "--no-fail"; });
  ASSERT_NE(flag, check->options.end());
  EXPECT_EQ(flag->value, "");
}

void each(const CommandSurface& command, const auto& visit) {
  visit(command);
  for (const CommandSurface& sub : command.commands) each(sub, visit);
}

TEST(Surface, EverythingHasHelp) {
  each(command_surface(), [](const CommandSurface& command) {
    EXPECT_FALSE(command.help.empty()) << command.name;
    for (const OptionSurface& option : command.options)
      EXPECT_FALSE(option.help.empty()) << option.names.back();
    for (const OptionSurface& operand : command.operands)
      EXPECT_FALSE(operand.help.empty()) << operand.names.back();
  });
}

/// Names and help of what a command takes, as its own help page has them.
std::string help_of(const std::vector<std::string>& arguments) {
  const Result<Options> options = parse_options(arguments);
  return options ? options->help : options.error();
}

TEST(Surface, ACommandAloneTakesWhatItTakesAmongAll) {
  // Options are built for the command that is named; behind `help` those of all.
  for (const CommandSurface& command : command_surface().commands) {
    const std::string help = help_of({command.name, "--help"});
    EXPECT_NE(help.find(command.help), std::string::npos) << command.name;
    EXPECT_EQ(help, help_of({"help", command.name}));
    for (const CommandSurface& sub : command.commands) {
      const std::string inner = help_of({command.name, sub.name, "--help"});
      EXPECT_NE(inner.find(sub.help), std::string::npos) << command.name << " " << sub.name;
      EXPECT_EQ(inner, help_of({"help", command.name, sub.name}));
    }
  }
  EXPECT_NE(help_of({"chekc"}).find("did you mean `check`"), std::string::npos) << help_of({"chekc"});
}

TEST(Surface, CompletionsAndManualHaveEveryOption) {
  const CommandSurface program = command_surface();
  const std::string page = manual_page(program, "1.0", "2026-01-01");
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(shell, program);
    each(program, [&](const CommandSurface& command) {
      for (const OptionSurface& option : command.options) {
        const std::string name = option.names.back().substr(2);
        EXPECT_NE(script.find(name), std::string::npos) << shell << " " << name;
      }
    });
  }
  EXPECT_NE(page.find("\\fB\\-\\-stdin\\-filename\\fR \\fINAME\\fR"), std::string::npos);
  EXPECT_EQ(completion_script("tcsh", program), "");
}

}  // namespace
}  // namespace dockgate::cli
