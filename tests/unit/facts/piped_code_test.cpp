#include "facts/piped_code.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::facts {
namespace {

bool runs(std::string text) {
  const auto source = std::make_shared<SourceFile>("x.sh", std::move(text));
  const auto script =
      shell::parse(text::MappedText::whole(source), [](std::string_view) { return std::nullopt; });
  EXPECT_EQ(script.commands.size(), 1u);
  return !script.commands.empty() && runs_its_input(script.commands[0]);
}

TEST(PipedCode, ShellsWithoutAScriptRunTheirInput) {
  for (const char* command :
       {"sh", "bash", "/bin/bash -", "sudo -E bash -", "bash -s -- --yes", "sh -x", "bash -euo pipefail",
        "bash -o pipefail -s", "zsh", "env A=1 sh", "bash /dev/stdin --version 1", "bash -es"}) {
    EXPECT_TRUE(runs(command)) << command;
  }
  for (const char* command :
       {"sh install.sh", "bash -x install.sh", "tar xz", "tee install.sh", "gpg --dearmor"}) {
    EXPECT_FALSE(runs(command)) << command;
  }
}

TEST(PipedCode, InterpretersWithoutAProgramDoToo) {
  for (const char* command : {"python3", "python3 -", "python3.12 -u -", "python -E", "perl", "perl -",
                              "node", "ruby -", "php", "sudo python3 - --yes"}) {
    EXPECT_TRUE(runs(command)) << command;
  }
  for (const char* command :
       {"python3 -m json.tool", "python3 -c 'import sys'", "python3 -Ec 'x'", "python3 read.py",
        "perl -pe s/a/b/", "perl -ne print", "node -e x", "ruby -rjson -e x", "pythonista"}) {
    EXPECT_FALSE(runs(command)) << command;
  }
}

TEST(PipedCode, ProgramsThatRunTheirWords) {
  for (const char* program : {"bash", "sh", "eval", "source", ".", "python3"})
    EXPECT_TRUE(runs_its_words(program)) << program;
  for (const char* program : {"echo", "cat", "export", ""}) EXPECT_FALSE(runs_its_words(program)) << program;
}

}  // namespace
}  // namespace dockgate::facts
