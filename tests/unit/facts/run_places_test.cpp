#include "facts/run_places.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

/// The Dockerfile `FROM a` and `run` with `text` put at each part `part` of the command of `program`, the
/// first one.
std::string put(const std::string& run, std::string_view program, std::string_view part,
                const std::string& text) {
  const std::string whole = "FROM a\n" + run;
  const BuildFacts facts = test::facts_of({{"Dockerfile", whole}});
  for (const CommandFact& command : facts.commands) {
    if (command.program != program) continue;
    for (const Part& each : command.parts) {
      if (each.name != part) continue;
      std::string out = whole;
      const Span span = each.at.span;
      return out.replace(span.begin, span.end - span.begin, each.lead + text + each.trail).substr(7);
    }
    return "no part";
  }
  return "no command";
}

std::string at_end(const std::string& run) {
  return put(run, "a", "end", "z");
}

TEST(RunPlaces, TheEndOfAScriptHasItsStyle) {
  EXPECT_EQ(at_end("RUN a\n"), "RUN a && z\n");
  EXPECT_EQ(at_end("RUN a && b > c 2>&1\n"), "RUN a && b > c 2>&1 && z\n");
  EXPECT_EQ(at_end("RUN a; b;\n"), "RUN a; b && z;\n");
  EXPECT_EQ(at_end("RUN a \\\n    && b\n"), "RUN a \\\n    && b \\\n    && z\n");
  EXPECT_EQ(at_end("RUN a && \\\n    b\n"), "RUN a && \\\n    b && \\\n    z\n");
  EXPECT_EQ(at_end("RUN a \\\n  x \\\n  y\n"), "RUN a \\\n  x \\\n  y && z\n");
  EXPECT_EQ(at_end("RUN a \\\n    && b \\\n      x \\\n      y\n"),
            "RUN a \\\n    && b \\\n      x \\\n      y \\\n    && z\n");
  EXPECT_EQ(at_end("RUN if a; then b; fi\n"), "RUN if a; then b; fi && z\n");
  EXPECT_EQ(at_end("RUN (a; b)\n"), "RUN (a; b) && z\n");
  EXPECT_EQ(at_end("RUN for x in y; do a; done;\n"), "RUN for x in y; do a; done && z;\n");
  EXPECT_EQ(at_end("RUN a && \\\n    b \\\n    # note\n"),
            "RUN a && \\\n    b && \\\n    z \\\n    # note\n");
  EXPECT_EQ(at_end("RUN <<EOF\na\n  b\nEOF\n"), "RUN <<EOF\na\n  b\n  z\nEOF\n");
}

TEST(RunPlaces, NoEndWhereACommandWouldNotRunOrNotBeRead) {
  for (const char* run :
       {"RUN a # note\n", "RUN a &\n", "RUN a; exit 0\n", "RUN exec a\n", "RUN [\"a\", \"b\"]\n",
        "RUN bash -c 'a; b'\n", "RUN cat <<EOF > x && a\nb\nEOF\n", "RUN a && x=1\n"})
    EXPECT_EQ(at_end(run), "no part") << run;
}

TEST(RunPlaces, OptionsGoBehindTheProgram) {
  EXPECT_EQ(put("RUN wget x\n", "wget", "options", "-q"), "RUN wget -q x\n");
  EXPECT_EQ(put("RUN /usr/bin/wget x\n", "wget", "options", "-q"), "RUN /usr/bin/wget -q x\n");
  EXPECT_EQ(put("RUN [\"wget\", \"x\"]\n", "wget", "options", "-q"), "RUN [\"wget\", \"-q\", \"x\"]\n");
  EXPECT_EQ(put("RUN sh -c \"wget x\"\n", "wget", "options", "-q"), "RUN sh -c \"wget -q x\"\n");
  EXPECT_EQ(put("ARG P=wget\nRUN $P x\n", "wget", "options", "-q"), "no part") << "it stands in a variable";
}

TEST(RunPlaces, InstallersTakeOptionsBehindTheirVerb) {
  const BuildFacts facts =
      test::facts_of({{"Dockerfile", "FROM a\nRUN apt-get -q install x && python3 -m pip install y\n"}});
  ASSERT_EQ(facts.installs.size(), 2u);
  std::vector<std::string> before;
  for (const InstallFact& install : facts.installs) {
    for (const Part& part : install.parts)
      if (part.name == "options")
        before.emplace_back(facts.source->text({part.at.span.begin - 7, part.at.span.begin}));
  }
  EXPECT_EQ(before, (std::vector<std::string>{"install", "install"}));
}

TEST(RunPlaces, Sudo) {
  EXPECT_EQ(put("RUN sudo  a b\n", "a", "sudo", ""), "RUN a b\n");
  EXPECT_EQ(put("RUN sudo -u x a\n", "a", "sudo", ""), "no part") << "as another user";
  EXPECT_EQ(put("RUN sudo env X=1 a\n", "a", "sudo", ""), "RUN env X=1 a\n");
  EXPECT_EQ(put("RUN [\"sudo\", \"a\"]\n", "a", "sudo", ""), "no part");
}

TEST(RunPlaces, ACdThatBeginsARun) {
  EXPECT_EQ(put("RUN cd /s && a\n", "cd", "cd", ""), "RUN a\n");
  EXPECT_EQ(put("RUN cd /s \\\n && a\n", "cd", "cd", ""), "RUN a\n");
  for (const char* run :
       {"RUN cd /s; a\n", "RUN x && cd /s && a\n", "RUN (cd /s && a)\n", "RUN cd /s\n", "RUN cd /s || a\n"})
    EXPECT_EQ(put(run, "cd", "cd", ""), "no part") << run;
  EXPECT_EQ(put("RUN cd /s && a\n", "cd", "above", "WORKDIR /s"), "WORKDIR /s\nRUN cd /s && a\n");
}

TEST(RunPlaces, InstructionsGoAboveComments) {
  EXPECT_EQ(put("\n# note\n# more\n  RUN a\n", "a", "above", "X"), "\nX\n# note\n# more\n  RUN a\n");
  EXPECT_EQ(put("\n  RUN a\n", "a", "above", "X"), "\n  X\n  RUN a\n");
  EXPECT_EQ(put("ONBUILD RUN a\n", "a", "above", "X"), "no part");
}

TEST(RunPlaces, ACommandThatIsAllOfItsRun) {
  EXPECT_EQ(put("RUN --network=none a b\n", "a", "instruction", "X"), "X\n");
  EXPECT_EQ(put("RUN a && b\n", "a", "instruction", "X"), "no part");
  EXPECT_EQ(put("RUN x=1 a\n", "a", "instruction", "X"), "no part");
}

TEST(RunPlaces, RunsThatFollowOneAnother) {
  const auto join = [](const std::string& runs) {
    const std::string whole = "FROM a\n" + runs;
    const auto build = test::build_of({{"Dockerfile", whole}});
    const auto part = join_with_run_before(build, build.file->instructions.size() - 1);
    if (!part) return std::string("-");
    std::string out = whole;
    const Span span = part->at.span;
    return out.replace(span.begin, span.end - span.begin, part->lead + "&& ").substr(7);
  };
  EXPECT_EQ(join("RUN a\n\nRUN b\n"), "RUN a \\\n    && b\n");
  for (const char* runs : {"RUN a\n# note\nRUN b\n", "RUN a # x\nRUN b\n", "RUN a;\nRUN b\n",
                           "RUN [\"a\"]\nRUN b\n", "RUN <<E\na\nE\nRUN b\n", "ENV A=b\nRUN b\n"})
    EXPECT_EQ(join(runs), "-") << runs;
}

}  // namespace
}  // namespace dockgate::facts
