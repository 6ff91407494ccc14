#include "facts/run_facts.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

/// `line commands shell pipefail pipe-or-not flags`, one RUN a line.
std::string runs(const std::string& rest) {
  std::string out;
  for (const RunFact& fact : test::facts_of({{"Dockerfile", "FROM a\n" + rest}}).runs) {
    out += std::to_string(test::line_of(fact.at)) + " " + std::to_string(fact.commands) + " " + fact.shell +
           " [" + fact.pipefail + "] " + (fact.pipes ? "pipe" : "-") +
           (fact.flags.empty() ? "" : " " + fact.flags) + (fact.onbuild ? " onbuild" : "") + "\n";
  }
  return out;
}

TEST(RunFacts, CountCommandsOnce) {
  EXPECT_EQ(runs("RUN a && b; (c) || d $(e)\n"), "2 5 sh [] -\n");
  EXPECT_EQ(runs("RUN for x in 1 2 3; do echo $x; done\n"), "2 1 sh [] -\n");
  EXPECT_EQ(runs("RUN bash -c 'a && b'\n"), "2 0 sh [] -\n") << "another shell's";
  EXPECT_EQ(runs("RUN [\"a\", \"b\"]\n"), "2 1 sh [] -\n");
  EXPECT_EQ(runs("RUN <<EOF\na\nb\nEOF\n"), "2 2 sh [] -\n");
}

TEST(RunFacts, CountStatementsOfOtherShells) {
  const std::string shell = "SHELL [\"pwsh\", \"-Command\"]\n";
  EXPECT_EQ(runs(shell + "RUN Write-Host 'a; b'; if (x) { y }; \\\n\\\n  z\n"), "3 3 pwsh [] -\n");
  EXPECT_EQ(runs(shell + "RUN Write-Host \"a | b\"\n"), "3 1 pwsh [] -\n");
}

TEST(RunFacts, KnowTheShellOfWindows) {
  const auto shell_of = [](const std::string& text) {
    return test::facts_of({{"Dockerfile", text + "RUN a | b\n"}}).runs.at(0).shell;
  };
  EXPECT_EQ(shell_of("FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"), "cmd");
  EXPECT_EQ(shell_of("FROM golang:1.26-nanoserver-ltsc2022\n"), "cmd");
  EXPECT_EQ(shell_of("FROM --platform=windows/amd64 a\n"), "cmd");
  EXPECT_EQ(shell_of("# escape=`\nFROM a\n"), "cmd");
  EXPECT_EQ(shell_of("# escape=`\nFROM a\nSHELL [\"/bin/bash\", \"-c\"]\n"), "bash");
  EXPECT_EQ(shell_of("FROM a:windows\n"), "sh") << "only its tag says so";
}

TEST(RunFacts, KnowPipesAndWhoseFailuresAreSeen) {
  EXPECT_EQ(runs("RUN a | b\n"), "2 2 sh [] pipe\n");
  EXPECT_EQ(runs("RUN a || b\n"), "2 2 sh [] -\n");
  EXPECT_EQ(runs("RUN set -o pipefail; a | b\n"), "2 3 sh [script] pipe\n");
  EXPECT_EQ(runs("SHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN a | b\n"),
            "3 2 bash [shell] pipe\n");
  EXPECT_EQ(runs("SHELL [\"/bin/sh\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\n"), "3 2 sh [] pipe\n")
      << "sh need not have it";
  EXPECT_EQ(runs("SHELL [\"PowerShell.exe\"]\nRUN a | b\n"), "3 2 powershell [] -\n");
}

TEST(RunFacts, SeeTriggersOnceAndInTheOrderOfTheFile) {
  EXPECT_EQ(
      runs("ONBUILD RUN --mount=type=cache,target=/a x | y\nRUN --network=none z\nFROM a AS c\nFROM c\n"),
      "2 2 sh [] pipe --mount=type=cache,target=/a onbuild\n3 1 sh [] - --network=none\n");
  EXPECT_EQ(runs("ONBUILD RUN x\nFROM scratch AS b\nONBUILD RUN y\nFROM b\n"),
            "2 1 sh [] - onbuild\n4 1 sh [] - onbuild\n");
}

}  // namespace
}  // namespace dockgate::facts
