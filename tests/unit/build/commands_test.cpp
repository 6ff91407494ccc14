// RUN, CMD, ENTRYPOINT, HEALTHCHECK in force.

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::build {
namespace {

const Command* cmd(const Build& build) {
  const auto& stage = build.stages.back();
  return stage.cmd ? &build.commands[*stage.cmd] : nullptr;
}
const Command* entrypoint(const Build& build) {
  const auto& stage = build.stages.back();
  return stage.entrypoint ? &build.commands[*stage.entrypoint] : nullptr;
}
const Command& run(const Build& build, std::size_t index = 0) {
  return build.commands.at(build.stages.back().runs.at(index));
}

Names words(const Command& command) {
  Names out;
  for (const auto& word : command.argv) out.push_back(word.text());
  return out;
}

TEST(Commands, FormsAndShell) {
  const auto build = build_of(
      "FROM scratch\nRUN a && b\nSHELL [\"/bin/bash\", \"-c\"]\nRUN c\nRUN [\"d\", \"e f\"]\nCMD serve\n");
  EXPECT_EQ(run(build, 0).script.text(), "a && b");
  EXPECT_EQ(run(build, 0).shell, (Names{"/bin/sh", "-c"}));
  EXPECT_EQ(run(build, 1).shell, (Names{"/bin/bash", "-c"}));
  EXPECT_TRUE(run(build, 2).exec_form);
  EXPECT_EQ(words(run(build, 2)), (Names{"d", "e f"}));
  EXPECT_EQ(cmd(build)->script.text(), "serve");
  EXPECT_TRUE(notices(build, "json-args-recommended").empty()) << "a SHELL silences it";
}

TEST(Commands, HeredocBodiesAreScripts) {
  const auto build = build_of(
      "FROM scratch\nRUN <<EOF\npip install x\n\n# c\nEOF\nRUN <<-E\n\tone\n\t\ttwo\n\tE\nRUN "
      "<<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n"
      "RUN python <<EOF && echo ok\nimport x\nEOF\n");
  EXPECT_EQ(run(build, 0).script.text(), "pip install x\n\n# c\n");
  EXPECT_EQ(run(build, 1).script.text(), "one\ntwo\n");
  EXPECT_EQ(run(build, 2).shell, (Names{"/usr/bin/env", "python3"}));
  EXPECT_EQ(run(build, 0).shell, (Names{"/bin/sh", "-c"}));
  const auto& script = run(build, 0).script;
  EXPECT_EQ(build.file->source->text(script.to_source({4, 11})), "install");
}

TEST(Commands, HeredocBodiesAreReattached) {
  const auto build = build_of("FROM scratch\nRUN python - <<EOF | tee <<X\nimport x\nEOF\ny\nX\n");
  EXPECT_EQ(run(build).script.text(), "python - <<EOF | tee <<X\nimport x\nEOF\ny\nX\n");
  const auto at = run(build).script.view().find("import");
  const Span part{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 8)};
  EXPECT_EQ(build.file->source->text(run(build).script.to_source(part)), "import x");
}

TEST(Commands, StartCommandsSeeTheEndOfTheStage) {
  const auto build = build_of(
      "FROM scratch\nARG A=1\nENV E=1\nCMD [\"x\"]\nENV E=2\nWORKDIR /late\nCOPY f /late/\n", {{"f", ""}});
  const Command& command = *cmd(build);
  EXPECT_EQ(command.scope->get("E")->value, "2");
  EXPECT_EQ(command.scope->get("A"), nullptr) << "no ARG in a running container";
  EXPECT_EQ(command.workdir, "/late");
  EXPECT_TRUE(command.files->find("/late/f"));
}

TEST(Commands, RunSeesWhatStandsBeforeIt) {
  const auto build = build_of("FROM scratch\nRUN a\nENV E=1\nCOPY f /f\nRUN b\n", {{"f", ""}});
  EXPECT_EQ(run(build, 0).scope->get("E"), nullptr);
  EXPECT_FALSE(run(build, 0).files->find("/f"));
  EXPECT_TRUE(run(build, 1).files->find("/f"));
  EXPECT_EQ(run(build, 1).instruction, 4u);
}

TEST(Commands, Inheritance) {
  auto build = build_of("FROM scratch AS a\nUSER app\nENTRYPOINT [\"e\"]\nCMD [\"c\"]\nFROM a\nENV X=1\n");
  EXPECT_TRUE(cmd(build)->from_parent);
  EXPECT_EQ(cmd(build)->instruction, 3u);
  EXPECT_EQ(cmd(build)->scope->get("X")->value, "1");
  EXPECT_EQ(build.stages[1].user, "app");
  EXPECT_EQ(build.stages[1].user_instruction, 1u);
  build = build_of("FROM scratch AS a\nCMD [\"c\"]\nFROM a\nENTRYPOINT [\"n\"]\n");
  EXPECT_EQ(cmd(build), nullptr) << "a new entrypoint drops the parent's CMD";
  build = build_of("FROM scratch\nCMD [\"c\"]\nENTRYPOINT [\"n\"]\n");
  EXPECT_NE(cmd(build), nullptr) << "but not one of its own stage";
}

TEST(Commands, OnlyTheLastCounts) {
  const auto build =
      build_of("FROM scratch\nCMD [\"a\"]\nCMD [\"b\"]\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\n");
  EXPECT_EQ(words(*cmd(build)), (Names{"b"}));
  EXPECT_FALSE(build.stages[0].healthcheck);
  ASSERT_EQ(notices(build, "multiple-instructions"), (Names{"CMD", "HEALTHCHECK"}));
  EXPECT_EQ(build.notices[0].instruction, 1u) << "the earlier one is the one that is ignored";
}

TEST(Commands, Healthcheck) {
  auto build = build_of("FROM scratch\nHEALTHCHECK --interval=1s CMD curl -f http://x\n");
  EXPECT_EQ(build.commands[*build.stages[0].healthcheck].script.text(), "curl -f http://x");
  build = build_of("FROM scratch\nHEALTHCHECK CMD [\"a\", \"b\"]\n");
  EXPECT_EQ(words(build.commands[*build.stages[0].healthcheck]), (Names{"a", "b"}));
}

TEST(Commands, JsonRecommended) {
  EXPECT_EQ(
      notices(build_of("FROM scratch\nCMD x\nENTRYPOINT y\nHEALTHCHECK CMD z\n"), "json-args-recommended"),
      (Names{"CMD", "ENTRYPOINT"}));
  EXPECT_EQ(notices(build_of("FROM scratch\nCMD\n"), "json-args-recommended"), (Names{"CMD"}));
  EXPECT_TRUE(notices(build_of("FROM scratch AS a\nSHELL [\"s\"]\nFROM a\nCMD x\n"), "json-args-recommended")
                  .empty());
}

TEST(Commands, BindMountsAreFilesOfTheRun) {
  const auto build = build_of(
      "FROM scratch AS a\nCOPY dl.py /t/\nFROM scratch\nRUN --mount=type=bind,source=dl.py,target=/m/dl.py "
      "--mount=type=bind,from=a,src=/t,dst=/n --mount=type=cache,target=/c python /m/dl.py\nRUN y\n",
      {{"dl.py", ""}});
  EXPECT_EQ(run(build, 0).files->find("/m/dl.py")->source, "dl.py");
  EXPECT_EQ(run(build, 0).files->find("/n/dl.py")->source, "dl.py");
  EXPECT_FALSE(run(build, 0).files->find("/c/x"));
  EXPECT_FALSE(run(build, 1).files->find("/m/dl.py")) << "gone with the RUN";
}

TEST(Commands, OnbuildRunsInTheChild) {
  const auto build = build_of(
      "FROM scratch AS a\nONBUILD COPY f /f\nONBUILD RUN go\nFROM a\nRUN x\nFROM scratch\n", {{"f", ""}});
  EXPECT_TRUE(build.stages[0].runs.empty());
  EXPECT_FALSE(build.stages[0].files->find("/f"));
  ASSERT_EQ(build.stages[1].runs.size(), 2u);
  const Command& first = build.commands[build.stages[1].runs[0]];
  EXPECT_EQ(first.script.text(), "go");
  EXPECT_EQ(first.instruction, 3u) << "at the child's FROM line";
  EXPECT_TRUE(first.files->find("/f"));
}

TEST(Commands, RequestsGoOverTheTarget) {
  Request request;
  request.command = Names{"python", "x.py"};
  request.environment = {{"E", "compose"}};
  auto source = std::make_shared<SourceFile>("compose.yaml", "command: python x.py\n");
  request.command_at = {source, {9, 20}};
  auto build = build_of("FROM scratch\nENV E=image\nENTRYPOINT [\"e\"]\nCMD [\"c\"]\n", {}, request);
  EXPECT_EQ(words(*cmd(build)), (Names{"python", "x.py"}));
  EXPECT_TRUE(cmd(build)->from_request);
  EXPECT_EQ(cmd(build)->argv[0].place().source, source);
  EXPECT_EQ(cmd(build)->scope->get("E")->value, "compose");
  EXPECT_NE(entrypoint(build), nullptr);
  request.command.reset();
  request.entrypoint = Names{"other"};
  build = build_of("FROM scratch\nENTRYPOINT [\"e\"]\nCMD [\"c\"]\n", {}, request);
  EXPECT_EQ(words(*entrypoint(build)), (Names{"other"}));
  EXPECT_EQ(cmd(build), nullptr) << "an entrypoint of compose drops the image's command";
}

TEST(Commands, WorkdirOfUnknownBases) {
  EXPECT_FALSE(run(build_of("FROM debian\nRUN x\n")).workdir_known);
  EXPECT_TRUE(run(build_of("FROM scratch\nRUN x\n")).workdir_known);
  EXPECT_TRUE(run(build_of("FROM debian\nWORKDIR /a\nRUN x\n")).workdir_known);
  EXPECT_FALSE(run(build_of("FROM debian\nWORKDIR a\nRUN x\n")).workdir_known);
}

}  // namespace
}  // namespace dockgate::build
