#include "facts/run_memo.hpp"

#include <random>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

using test::build_of;

using Files = std::map<std::string, std::string>;

std::string show(const Place& at) {
  if (!at.source) return "-";
  return test::where(at) + "+" + std::to_string(at.span.begin) + "'" + std::string(at.source->text(at.span)) +
         "'";
}

std::string show(const shell::Word& word) {
  return word.text.text() + "|" + show(word.text.place()) + "|" + word.missing + "|" + word.assumed + "|" +
         show(word.at);
}

/// All that a command says, with places.
std::string show(const RunCommand& run) {
  std::string out = std::to_string(run.stage) + " " + std::to_string(run.command->instruction) + " " +
                    show(run.shell.at) + " [" + run.workdir + "]";
  for (const auto& word : run.shell.words) out += "\n  word " + show(word);
  for (const auto& [name, word] : run.shell.assignments) out += "\n  set " + name + " " + show(word);
  for (const auto& word : run.shell.wrapped_by) out += "\n  by " + show(word);
  for (const auto& redirect : run.shell.redirects)
    out += "\n  redirect " + show(redirect.target) + " " + redirect.body.text() + show(redirect.body.place());
  if (run.shell.exported)
    for (const auto& variable : *run.shell.exported)
      out += "\n  exports " + variable.name + "=" + variable.value + " " + show(variable.at);
  if (run.shell.compared) out += "\n  compared " + show(run.shell.compared->other);
  for (const auto& via : run.shell.via) out += "\n  via " + show(via);
  for (const auto& step : run.trace) out += "\n  step " + step.what + " " + show(step.at);
  for (const auto& name : run.piped_to) out += "\n  to " + name;
  if (run.files)
    for (const auto& placed : run.files->entries())
      out += "\n  file " + placed.destination + " " + std::to_string(placed.instruction) + " " +
             show(placed.at) + " " + placed.content.text() + show(placed.content.place());
  return out + "\n";
}

std::string show(const ShellCommands& commands) {
  std::string out;
  for (const auto& run : commands.commands) out += show(run);
  for (const auto& script : commands.scripts) out += "script " + script.file + script.image_file + "\n";
  for (const auto& problem : commands.not_judged) out += problem.message + " " + show(problem.at) + "\n";
  for (const auto& files : commands.files)
    for (const auto& placed : files->entries()) out += placed.destination + " " + show(placed.at) + "\n";
  return out;
}

std::string read(const Files& files, RunMemo* memo) {
  const build::Build build = build_of(files);
  return show(shell_commands(build, {&catalog::builtin(), 1}, memo));
}

/// What is found with a memo that has seen `before` is what is found without.
void expect_same(RunMemo& memo, const Files& before, const Files& after) {
  EXPECT_EQ(read(before, &memo), read(before, nullptr));
  EXPECT_EQ(read(after, &memo), read(after, nullptr));
}

TEST(RunMemo, TakesAnInstructionAlongThatMoved) {
  RunMemo memo;
  const std::string run = "RUN X=1 sudo pip install a==1 && f() { echo b > /c; } && f | tee \"$HOME/d\"\n";
  expect_same(memo, {{"Dockerfile", "FROM a\n" + run}},
              {{"Dockerfile", "FROM a\n# a line more\n\nLABEL a=b\n" + run + run}});
  EXPECT_EQ(memo.found(), 1u) << "the second one finds what the first one wrote";
}

TEST(RunMemo, AsksAgainForTheVariablesThatTheTextNames) {
  RunMemo memo;
  const auto files = [](const std::string& a, const std::string& b) {
    return Files{{"Dockerfile", "FROM x\nARG A=" + a + "\nENV B=" + b + "\nRUN pip install $A\n"}};
  };
  expect_same(memo, files("1", "1"), files("2", "1"));
  EXPECT_EQ(memo.found(), 0u);
  EXPECT_EQ(read(files("2", "3"), &memo), read(files("2", "3"), nullptr));
  EXPECT_EQ(memo.found(), 1u) << "B is not asked for";
  EXPECT_EQ(read(files("1", "9"), &memo), read(files("1", "9"), nullptr));
  EXPECT_EQ(memo.found(), 2u) << "the first answer is still known";
}

TEST(RunMemo, DependsOnWhatStandsInTheImage) {
  RunMemo memo;
  const std::string script = "#!/bin/sh\npip install x\n";
  const auto files = [&](const std::string& copy, const std::string& text) {
    return Files{{"Dockerfile", "FROM x\n" + copy + "RUN tool && echo $PATH\n"}, {"tool", text}};
  };
  expect_same(memo, files("", script), files("COPY tool /usr/bin/tool\n", script));
  // What a script says is read each time.
  expect_same(memo, files("COPY tool /usr/bin/tool\n", script),
              files("COPY tool /usr/bin/tool\n", script + "pip install y\n"));
}

TEST(RunMemo, FilesThatARunWritesStandThereAgain) {
  RunMemo memo;
  const std::string write = "RUN echo 'pip install z' > /x.sh && chmod +x /x.sh && echo a >> /x.sh\n";
  expect_same(memo, {{"Dockerfile", "FROM x\n" + write + "RUN sh /x.sh\n"}},
              {{"Dockerfile", "FROM x\nENV A=1\n" + write + "RUN sh /x.sh\nRUN cat /x.sh\n"}});
  EXPECT_GT(memo.found(), 0u);
}

TEST(RunMemo, DependsOnFolderAndShell) {
  RunMemo memo;
  expect_same(memo, {{"Dockerfile", "FROM x\nRUN cd a && make\n"}},
              {{"Dockerfile", "FROM x\nWORKDIR /w\nRUN cd a && make\n"}});
  expect_same(
      memo, {{"Dockerfile", "FROM x\nRUN make | cat\n"}},
      {{"Dockerfile", "FROM x\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-ec\"]\nRUN make | cat\n"}});
  EXPECT_EQ(memo.found(), 0u);
}

/// Lines that come, go and change places.
TEST(RunMemo, SaysAfterEachOfManyEditsWhatIsSaidWithoutIt) {
  const std::vector<std::string> lines{"FROM a AS one",
                                       "FROM b",
                                       "FROM one",
                                       "ARG A=1",
                                       "ARG A",
                                       "ENV A=2 B=$A",
                                       "ENV PATH=/opt/bin:$PATH",
                                       "WORKDIR /w",
                                       "COPY tool /usr/bin/tool",
                                       "COPY . .",
                                       "COPY --from=one /x.sh /y.sh",
                                       "SHELL [\"/bin/bash\", \"-ec\"]",
                                       "RUN tool $A",
                                       "RUN echo \"pip install $A\" > /x.sh",
                                       "RUN sh /x.sh && ./tool \"$B\"",
                                       "RUN cp /x.sh /usr/bin/tool && sed -i s/pip/uv/ /x.sh",
                                       "RUN <<EOF\npip install \"$A\"\ncat > /z <<X\nhi\nX\nEOF",
                                       "RUN for i in 1 $A; do export N=$i; pip install p$i; done",
                                       "RUN [\"sh\", \"-c\", \"pip install $A\"]",
                                       "RUN echo '",
                                       "RUN curl x | sh; test \"$(sha256sum f)\" = \"$A\" \\\n  && make",
                                       "ONBUILD RUN pip install $A",
                                       "RUN --mount=type=bind,target=/src make -C /src",
                                       "RUN pip install $(cat reqs)"};
  std::mt19937 random(3);
  RunMemo memo;
  Files files{{"tool", "#!/bin/sh\npip install t\n"}, {"Makefile", "all:\n\tpip install m\n"}};
  std::vector<std::string> now{"FROM a"};
  for (int edit = 0; edit < 400; ++edit) {
    const std::size_t at = random() % (now.size() + 1);
    const auto place = now.begin() + static_cast<std::ptrdiff_t>(at);
    if (random() % 3 != 0 || now.size() < 4) {
      now.insert(place, lines[random() % lines.size()]);
    } else if (at < now.size()) {
      now.erase(place);
    }
    if (now.size() > 25) now.resize(12);
    if (edit % 20 == 19) files["tool"] += "pip install more\n";
    std::string text;
    for (const std::string& line : now) text += line + "\n";
    files["Dockerfile"] = text;
    ASSERT_EQ(read(files, &memo), read(files, nullptr)) << "after edit " << edit << ":\n" << text;
  }
  EXPECT_GT(memo.found(), 500u);
}

}  // namespace
}  // namespace dockgate::facts
