#include "facts/shell_commands.hpp"

#include <gtest/gtest.h>

#include "facts/command_facts.hpp"
#include "support.hpp"

namespace dockgate::facts {
namespace {

using test::build_of;
using test::where;

/// `place [workdir] words`, one command a line.
std::string render(const ShellCommands& commands) {
  std::string out;
  for (const RunCommand& run : commands.commands) {
    out += where(run.shell.at) + " [" + run.workdir + "]";
    for (const shell::Word& word : run.shell.words) {
      out += " " + word.text.text() + (word.known ? "" : "<" + word.missing + ">");
    }
    out += "\n";
  }
  return out;
}

std::string commands_of(std::map<std::string, std::string> files) {
  const build::Build build = build_of(std::move(files));
  return render(shell_commands(build));
}

TEST(ShellCommands, ReadBothForms) {
  EXPECT_EQ(commands_of({{"Dockerfile",
                          "FROM a\nWORKDIR /app\nRUN cd sub && make\nRUN [\"pip\", \"install\", \"x\"]\n"
                          "HEALTHCHECK CMD curl localhost\nCMD [\"python\", \"serve.py\"]\n"}}),
            "Dockerfile:3 [/app] cd sub\nDockerfile:3 [/app/sub] make\nDockerfile:4 [/app] pip install x\n"
            "Dockerfile:6 [/app] python serve.py\nDockerfile:5 [/app] curl localhost\n");
}

TEST(ShellCommands, KnowArgAndEnvInRunButOnlyEnvAtStart) {
  EXPECT_EQ(commands_of({{"Dockerfile", "FROM a\nARG A=1\nENV E=2\nRUN echo $A $E\nCMD echo $A $E\n"}}),
            "Dockerfile:4 [/] echo 1 2\nDockerfile:5 [/] echo <$A> 2\n");
}

TEST(ShellCommands, JoinEntrypointAndCmd) {
  EXPECT_EQ(commands_of({{"Dockerfile", "FROM a\nENTRYPOINT [\"python\"]\nCMD [\"serve.py\"]\n"}}),
            "Dockerfile:2 [/] python serve.py\n");
  EXPECT_EQ(commands_of({{"Dockerfile", "FROM a\nENTRYPOINT python serve.py\nCMD [\"x\"]\n"}}),
            "Dockerfile:2 [/] python serve.py\n");
  EXPECT_EQ(commands_of({{"Dockerfile", "FROM a\nENTRYPOINT [\"tini\", \"--\"]\nCMD python serve.py\n"}}),
            "Dockerfile:3 [/] python serve.py\n");
}

TEST(ShellCommands, FollowScriptsOfTheContext) {
  const build::Build build = build_of({{"Dockerfile",
                                        "FROM a\nWORKDIR /app\nCOPY docker/ /opt/\nENTRYPOINT "
                                        "[\"/opt/entry.sh\"]\nCMD [\"python\", \"s.py\"]\n"},
                                       {"docker/entry.sh", "#!/bin/sh\nset -e\n. /opt/env.sh\nexec \"$@\"\n"},
                                       {"docker/env.sh", "export A=1\n"}});
  const ShellCommands commands = shell_commands(build);
  EXPECT_EQ(render(commands),
            "Dockerfile:4 [/app] /opt/entry.sh python s.py\ndocker/entry.sh:2 [/app] set -e\n"
            "docker/entry.sh:3 [/app] . /opt/env.sh\ndocker/env.sh:1 [/app] export A=1\n"
            "docker/entry.sh:4 [/app] python s.py\n");
  ASSERT_EQ(commands.scripts.size(), 2u);
  EXPECT_EQ(commands.scripts[0].file, "docker/entry.sh");
  const RunCommand& last = commands.commands.back();
  ASSERT_EQ(last.trace.size(), 1u);
  EXPECT_EQ(last.trace[0].what, "ENTRYPOINT runs docker/entry.sh");
  EXPECT_EQ(where(last.trace[0].at), "Dockerfile:4");
  EXPECT_TRUE(last.errexit);
  EXPECT_EQ(last.phase, Phase::start);
}

TEST(ShellCommands, FindScriptsOnTheSearchPath) {
  EXPECT_EQ(commands_of({{"Dockerfile", "FROM a\nCOPY run.sh /usr/local/bin/run\nCMD [\"run\"]\n"},
                         {"run.sh", "#!/usr/bin/env bash\npython x.py\n"}}),
            "Dockerfile:3 [/] run\nrun.sh:2 [/] python x.py\n");
}

TEST(ShellCommands, DoNotReadPythonAsShell) {
  EXPECT_EQ(commands_of({{"Dockerfile", "FROM a\nCOPY run /run\nCMD [\"/run\"]\n"},
                         {"run", "#!/usr/bin/env python3\nimport os\n"}}),
            "Dockerfile:3 [/] /run\n");
}

TEST(ShellCommands, FollowScriptsThatRunWrote) {
  EXPECT_EQ(
      commands_of({{"Dockerfile",
                    "FROM a\nRUN echo '#!/bin/sh' > /run.sh && \\\n    echo 'python serve.py' >> /run.sh\n"
                    "CMD [\"sh\", \"/run.sh\"]\n"}}),
      "Dockerfile:2 [/] echo #!/bin/sh\nDockerfile:3 [/] echo python serve.py\n"
      "Dockerfile:4 [/] sh /run.sh\nDockerfile:3 [/] python serve.py\n");
  EXPECT_EQ(commands_of({{"Dockerfile",
                          "FROM a\nCOPY <<EOF /run.sh\npython serve.py\nEOF\nCMD [\"sh\", \"/run.sh\"]\n"}}),
            "Dockerfile:5 [/] sh /run.sh\nDockerfile:3 [/] python serve.py\n");
}

TEST(ShellCommands, FollowFilesOfRunThroughOtherStages) {
  EXPECT_EQ(
      commands_of({{"Dockerfile",
                    "FROM a AS one\nRUN printf 'python x.py\\n' > /r.sh\nFROM b\n"
                    "COPY --from=one /r.sh /s.sh\nCMD sh /s.sh\n"}}),
      "Dockerfile:2 [/] printf python x.py\\n\nDockerfile:5 [/] sh /s.sh\nDockerfile:2 [/] python x.py\n");
}

TEST(ShellCommands, FindAFileBesideAFolderThatACommandMade) {
  EXPECT_EQ(commands_of({{"Dockerfile",
                          "FROM a\nRUN mkdir /app\nCOPY start.sh /app\nCMD [\"bash\", \"/app/start.sh\"]\n"},
                         {"start.sh", "python x.py\n"}}),
            "Dockerfile:2 [/] mkdir /app\nDockerfile:4 [/] bash /app/start.sh\nstart.sh:1 [/] python x.py\n");
}

TEST(ShellCommands, StopAtScriptsThatCallThemselves) {
  const std::string commands = commands_of({{"Dockerfile", "FROM a\nCOPY . /\nCMD [\"sh\", \"/a.sh\"]\n"},
                                            {"a.sh", "sh /b.sh\n"},
                                            {"b.sh", "sh /a.sh\n"}});
  EXPECT_EQ(commands, "Dockerfile:3 [/] sh /a.sh\na.sh:1 [/] sh /b.sh\nb.sh:1 [/] sh /a.sh\n");
}

TEST(ShellCommands, SayWhereOutputGoes) {
  const build::Build build =
      build_of({{"Dockerfile", "FROM a\nRUN curl x | tee y | bash\nRUN sh -c \"$(curl z)\"\n"}});
  BuildFacts all;
  add_command_facts(build, shell_commands(build).commands, nullptr, all);
  const auto& facts = all.commands;
  ASSERT_EQ(facts.size(), 5u);
  EXPECT_EQ(facts[0].piped_to, (std::vector<std::string>{"tee", "bash"}));
  EXPECT_EQ(facts[4].program, "curl");
  EXPECT_EQ(facts[4].piped_to, (std::vector<std::string>{"sh"}));
}

TEST(ShellCommands, GiveHereDocumentsOfOtherInterpretersAsInput) {
  const build::Build build =
      build_of({{"Dockerfile", "FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n"}});
  const ShellCommands commands = shell_commands(build);
  ASSERT_EQ(commands.commands.size(), 1u);
  ASSERT_EQ(commands.commands[0].shell.redirects.size(), 1u);
  EXPECT_NE(commands.commands[0].shell.redirects[0].body.view().find("import os"), std::string_view::npos);
}

TEST(CommandFacts, HaveProgramWordsAndWrappers) {
  const build::Build build = build_of({{"Dockerfile", "FROM a AS x\nRUN sudo /usr/bin/pip install $NONE\n"}});
  BuildFacts all;
  add_command_facts(build, shell_commands(build).commands, nullptr, all);
  const auto& facts = all.commands;
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].program, "pip");
  EXPECT_EQ(facts[0].wrapped_by, std::vector<std::string>{"sudo"});
  EXPECT_FALSE(facts[0].known);
  EXPECT_EQ(facts[0].stage_name, "x");
  EXPECT_EQ(facts[0].phase, Phase::build);
}

TEST(ImagePath, StaysInTheImage) {
  EXPECT_EQ(image_path("/app", "x"), "/app/x");
  EXPECT_EQ(image_path("", "x"), "/x");
  EXPECT_EQ(image_path("", "../x"), "/");
  EXPECT_EQ(image_path("/app", "../../../etc"), "/");
  EXPECT_EQ(image_path("/app", "/x/./y"), "/x/y");
}

}  // namespace
}  // namespace dockgate::facts
