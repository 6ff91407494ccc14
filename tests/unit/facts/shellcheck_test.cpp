#include "facts/shellcheck.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dockerfile/parse.hpp"

namespace dockgate::facts {
namespace {

build::Build build_of(const std::string& text) {
  auto file = dockerfile::parse(std::make_shared<SourceFile>("Dockerfile", text));
  return build::resolve(std::make_shared<const dockerfile::File>(std::move(file)), nullptr, {});
}

/// The first line and the script of each, without what is exported; `NAME` for each variable beside proxies.
std::string scripts(const std::string& rest) {
  std::string out;
  for (const ShellCheckScript& script : shellcheck_scripts(build_of("FROM a\n" + rest))) {
    const std::string head = script.text.substr(0, script.head);
    out += head.substr(0, head.find('\n'));
    for (std::size_t at = head.find("export "); at != std::string::npos; at = head.find("export ", at + 1)) {
      const std::string name = head.substr(at + 7, head.find('=', at) - at - 7);
      if (name.find("roxy") == std::string::npos && name.find("PROXY") == std::string::npos)
        out += " " + name;
    }
    out += "|" + script.text.substr(script.head);
  }
  return out;
}

TEST(ShellCheckScripts, HaveTheShellInForce) {
  EXPECT_EQ(scripts("RUN a \\\n  # b\n  && c\n"), "#!/bin/sh|a   && c\n");
  EXPECT_EQ(scripts("SHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN a\n"), "#!/bin/bash -e|a\n");
  EXPECT_EQ(scripts("SHELL [\"/usr/bin/env\", \"bash\", \"-c\"]\nRUN a\n"), "#!/bin/bash|a\n");
  EXPECT_EQ(scripts("SHELL [\"/bin/ash\", \"-c\"]\nRUN a\n"), "#!/bin/ash|a\n");
  EXPECT_EQ(scripts("RUN <<E\n#!/bin/ksh -e\na\nE\n"), "#!/bin/ksh -e|a\n");
  EXPECT_EQ(scripts("RUN cat <<E\nx\nE\n"), "#!/bin/sh|cat <<E\nx\nE\n");
  EXPECT_EQ(scripts("SHELL [\"/bin/bash\", \"-c\"]\nFROM b\nRUN a\n"), "#!/bin/sh|a\n");
  EXPECT_EQ(scripts("ONBUILD RUN a\nRUN b\n"), "#!/bin/sh|a\n#!/bin/sh|b\n");
}

TEST(ShellCheckScripts, LeaveOutWhatShellCheckDoesNotKnow) {
  EXPECT_EQ(scripts("RUN [\"a\", \"$b\"]\n"), "");
  EXPECT_EQ(scripts("SHELL [\"/bin/zsh\", \"-c\"]\nRUN a\n"), "");
  EXPECT_EQ(scripts("SHELL [\"powershell.exe\", \"-command\", \"sh\"]\nRUN a\n"), "");
  EXPECT_EQ(scripts("RUN <<E\n#!/usr/bin/env python3\nimport a\nE\n"), "");
  const auto nested = [](std::size_t levels) {
    std::string out;
    for (std::size_t i = 0; i < levels; ++i) out += "$(";
    return out + "x" + std::string(levels, ')');
  };
  EXPECT_EQ(scripts("RUN " + nested(100) + "\n"), "#!/bin/sh|" + nested(100) + "\n");
  EXPECT_EQ(scripts("RUN " + nested(101) + "\nRUN a\n"), "#!/bin/sh|a\n");
}

TEST(ShellCheckScripts, HearHadolintsCommentsAboutTheShell) {
  EXPECT_EQ(scripts("# hadolint shell=powershell\nRUN a\nFROM b\nRUN c\n"), "#!/bin/sh|c\n");
  EXPECT_EQ(scripts("# hadolint  shell = bash # as the base has it\nRUN a\n"), "#!/bin/bash|a\n");
  EXPECT_EQ(scripts("# hadolint shell=pwsh\nSHELL [\"/bin/sh\", \"-c\"]\nRUN a\n"), "#!/bin/sh|a\n");
  const auto all = shellcheck_scripts(
      build_of("# hadolint shell=pwsh\nFROM a\nRUN b\nFROM c\nSHELL [\"/bin/bash\", \"-c\"]\nRUN d\n"));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all[0].text.starts_with("#!/bin/bash\n"));
}

TEST(ShellCheckScripts, KnowTheVariablesOfTheStage) {
  EXPECT_EQ(scripts("ARG a=1\nENV b=2 c.d=3\nRUN x\nENV e=4\nFROM y\nRUN z\n"),
            "#!/bin/sh a b|x\n#!/bin/sh|z\n");
  EXPECT_NE(shellcheck_scripts(build_of("FROM a\nRUN b\n"))[0].text.find("export HTTPS_PROXY=1\n"),
            std::string::npos);
}

TEST(ShellCheckScripts, TakeDirectivesAndBrokenBytesAway) {
  EXPECT_EQ(
      scripts("RUN <<E\n# shellcheck disable=SC2086\n#  shellcheck source=/etc/passwd\nshellcheck a\nE\n"),
      "#!/bin/sh|# Shellcheck disable=SC2086\n#  Shellcheck source=/etc/passwd\nshellcheck a\n");
  EXPECT_EQ(scripts("RUN a \xff\xc3\xa4\n"), "#!/bin/sh|a ?\xc3\xa4\n");
}

/// The place of an issue from line:column to line:column of the script, as text of the Dockerfile.
std::string place(const std::string& rest, std::uint32_t line, std::uint32_t column, std::uint32_t end_line,
                  std::uint32_t end_column, std::uint32_t lines_before = 0) {
  const build::Build build = build_of("FROM a\n" + rest);
  const ShellCheckScript script = shellcheck_scripts(build).front();
  const auto head =
      static_cast<std::uint32_t>(std::count(script.text.begin(), script.text.end(), '\n') -
                                 std::count(script.text.begin() + static_cast<std::ptrdiff_t>(script.head),
                                            script.text.end(), '\n')) -
      lines_before;
  const ShellIssue issue{0, head + line, column, head + end_line, end_column, "SC1", "info", "x"};
  const auto facts = shell_issue_facts(build, script, {issue});
  if (facts.empty()) return "none";
  const Place& at = facts[0].at;
  return std::to_string(at.source->line_of(at.span.begin)) + ":" + std::string(at.source->text(at.span));
}

TEST(ShellIssueFacts, StandWhereTheDockerfileHasThem) {
  EXPECT_EQ(place("RUN a $b\n", 1, 3, 1, 5), "2:$b");
  EXPECT_EQ(place("RUN a \\\n  # b\n  && ä $d\n", 1, 10, 1, 12), "4:$d");
  EXPECT_EQ(place("RUN <<E\n#!/bin/sh\na\n  $b\nE\n", 2, 3, 2, 5), "5:$b");
  EXPECT_EQ(place("RUN a\n", 1, 1, 1, 1), "2:a") << "a point";
  EXPECT_EQ(place("RUN a\n", 9, 9, 9, 9), "2:") << "beyond the end";
  EXPECT_EQ(place("RUN a\n", 1, 1, 1, 9), "2:a") << "beyond the line";
  EXPECT_EQ(place("RUN a\n", 1, 1, 1, 9, 1), "none") << "an export, which nobody wrote";
}

TEST(ReadShellCheck, ReadsComments) {
  const auto read = read_shellcheck(
      R"({"comments":[{"file":"/proc/self/fd/11","line":2,"endLine":3,"column":4,"endColumn":5,"level":"info",)"
      R"("code":2086,"message":"Double quote.\n","fix":null}]})",
      2);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 1u);
  const ShellIssue& issue = read->front();
  EXPECT_EQ(issue.script, 1u);
  EXPECT_EQ(issue.line, 2u);
  EXPECT_EQ(issue.end_line, 3u);
  EXPECT_EQ(issue.column, 4u);
  EXPECT_EQ(issue.end_column, 5u);
  EXPECT_EQ(issue.code, "SC2086");
  EXPECT_EQ(issue.level, "info");
  EXPECT_EQ(issue.message, "Double quote");
  EXPECT_TRUE(read_shellcheck(R"({"comments":[]})", 0)->empty());
}

TEST(ReadShellCheck, RefusesEverythingElse) {
  const std::string good =
      R"({"comments":[{"file":"10","line":1,"endLine":1,"column":1,"endColumn":1,"level":"info","code":1,"message":"a"}]})";
  ASSERT_TRUE(read_shellcheck(good, 1));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& bad :
       {std::string(), std::string("[]"), std::string("{}"), with("\"file\":\"10\"", "\"file\":\"11\""),
        with("\"file\":\"10\"", "\"file\":\"x\""), with("\"file\":\"10\"", "\"file\":\"9\""),
        with("\"line\":1", "\"line\":0"), with("\"line\":1", "\"line\":\"1\""),
        with("\"level\":\"info\"", "\"level\":\"odd\""), with("\"code\":1", "\"code\":-1"),
        with("\"message\":\"a\"", "\"message\":3"), with("\"message\":\"a\"", "\"x\":\"a\""),
        good.substr(0, 60)})
    EXPECT_FALSE(read_shellcheck(bad, 1)) << bad;
}

TEST(ReadShellCheck, CutsLongMessagesBetweenLetters) {
  std::string message;
  for (int i = 0; i < 600; ++i) message += "ä";
  const auto read = read_shellcheck(
      R"({"comments":[{"file":"10","line":1,"endLine":1,"column":1,"endColumn":1,"level":"info","code":1,"message":")" +
          message + "\"}]}",
      1);
  ASSERT_TRUE(read);
  EXPECT_LT(read->front().message.size(), 1010u);
  EXPECT_TRUE(read->front().message.ends_with("ä…"));
}

}  // namespace
}  // namespace dockgate::facts
