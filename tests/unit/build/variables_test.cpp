// ARG and ENV: values, order, origin.

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::build {
namespace {

std::string value(const Build& build, const std::string& name, std::size_t stage = 0) {
  const Variable* variable = build.stages.at(stage).scope->get(name);
  if (variable == nullptr) return "(not set)";
  return variable->value ? *variable->value : "(no value)";
}

TEST(Variables, EnvSeesTheStateBeforeItself) {
  const auto build = build_of("FROM scratch\nENV a=1 b=$a\nARG c=1 d=$c\nENV e=$a\n");
  EXPECT_EQ(value(build, "b"), "");
  EXPECT_EQ(value(build, "d"), "1") << "ARG goes from left to right";
  EXPECT_EQ(value(build, "e"), "1");
  EXPECT_EQ(notices(build, "undefined-variable"), (Names{"a"}));
}

TEST(Variables, AnEnvThatUsesWhatItSets) {
  const auto beside = [](const std::string& text) {
    Names names;
    for (const auto& notice : build_of(text).notices)
      if (notice.set_beside) names.push_back(notice.name);
    return names;
  };
  EXPECT_EQ(beside("FROM a\nENV a=1 b=$a\n"), (Names{"a"}));
  EXPECT_EQ(beside("FROM a\nENV b=$a a=1\n"), (Names{"a"})) << "in whichever order";
  EXPECT_EQ(beside("FROM a\nENV PATH=/a:$PATH X=$PATH\n"), (Names{"PATH"}));
  EXPECT_EQ(beside("FROM a\nENV A=/a:$A A=/b:$A\n"), (Names{"A", "A"}));
  EXPECT_EQ(beside("FROM a\nENV A=/a:$A B=2\n"), Names{}) << "its own value is what it had before";
  EXPECT_EQ(beside("FROM a\nENV A=\"${A:+$A:}x\"\n"), Names{});
  EXPECT_EQ(beside("FROM a AS x\nENV a=1\nFROM b\nENV a=1 b=$a\n"), Names{}) << "as hadolint has it";
  EXPECT_EQ(beside("ARG a\nFROM b\nENV a=1 b=$a\n"), Names{}) << "as hadolint has it";
}

TEST(Variables, LaterWins) {
  const auto build = build_of("FROM scratch\nENV a=1\nARG a=2\nARG b=1\nENV b=2\nENV c=1\nARG c\n");
  EXPECT_EQ(value(build, "a"), "2");
  EXPECT_EQ(value(build, "b"), "2");
  EXPECT_EQ(value(build, "c"), "1") << "an ARG without value keeps the ENV's";
  EXPECT_EQ(build.stages[0].environment->get("a")->value, "1") << "the container only knows the ENV";
}

TEST(Variables, BuildArgumentsNeedAnArg) {
  Request request;
  request.build_args = {{"a", "x"}, {"b", "y"}, {"a", "z"}};
  const auto build = build_of("FROM scratch\nENV a=1\nARG a\nENV c=$b\n", {}, request);
  EXPECT_EQ(value(build, "a"), "z");
  EXPECT_EQ(value(build, "c"), "") << "b was not declared";
}

TEST(Variables, GlobalArgsReachAStageByName) {
  const auto build = build_of(
      "ARG V=7\nARG W=$V-w\nFROM scratch\nENV a=$V\nARG V\nENV b=$V\nARG W=own\nENV c=$W\nFROM scratch\nENV "
      "d=$V\n");
  EXPECT_EQ(value(build, "a"), "");
  EXPECT_EQ(value(build, "b"), "7");
  EXPECT_EQ(value(build, "c"), "own");
  EXPECT_EQ(value(build, "d", 1), "");
  EXPECT_EQ(build.globals.get("W")->value, "7-w");
}

TEST(Variables, StagesInheritArgAndEnv) {
  const auto build = build_of("FROM scratch AS a\nARG x=1\nENV y=2\nARG z\nFROM a\nENV r=$x$y$z\n");
  EXPECT_EQ(value(build, "r", 1), "12");
  EXPECT_TRUE(notices(build, "undefined-variable").empty()) << "z is declared, in the parent";
}

TEST(Variables, RemembersItsWay) {
  const std::string text =
      "ARG REV=main\nFROM scratch\nARG REV\nENV MODEL_REV=${REV}\nENV X=\"$MODEL_REV\"\n";
  const auto build = build_of(text);
  const Variable& variable = *build.stages[0].scope->get("X");
  std::vector<std::string> lines;
  for (const auto& [at, line] : variable.trace) lines.push_back(line);
  EXPECT_EQ(lines, (std::vector<std::string>{"ARG REV=main", "ARG REV", "ENV MODEL_REV=${REV}",
                                             "ENV X=\"$MODEL_REV\""}));
  EXPECT_EQ(build.file->source->text(variable.trace[0].first.span), "REV=main");
  EXPECT_TRUE(variable.is_env);
  EXPECT_EQ(variable.origin, Origin::env);
}

TEST(Variables, UnknownValuesSaySo) {
  const auto build = build_of(
      "FROM debian\nARG REV\nENV R=$REV\nENV S=${REV:-main}\nENV P=/venv/bin:$PATH\nENV H=$HOME/x\n");
  const auto& scope = *build.stages[0].scope;
  EXPECT_FALSE(scope.get("R")->known);
  EXPECT_EQ(scope.get("R")->missing, "REV");
  EXPECT_TRUE(scope.get("S")->known);
  EXPECT_EQ(scope.get("S")->value, "main");
  EXPECT_FALSE(scope.get("P")->known) << "the base image decides";
  EXPECT_EQ(scope.get("P")->value, "/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  EXPECT_EQ(notices(build, "undefined-variable"), (Names{"HOME"}));
  EXPECT_TRUE(build.notices[0].base_decides);
  const auto from_scratch = build_of("FROM scratch\nENV P=$PATH H=$HOME\n");
  EXPECT_TRUE(from_scratch.stages[0].scope->get("P")->known);
  EXPECT_FALSE(from_scratch.notices.at(0).base_decides);
}

TEST(Variables, WhereUndefinedVariablesAreReported) {
  // BuildKit's UndefinedVar: these places and no others.
  const auto reported = [](const std::string& line) {
    return !notices(build_of("FROM scratch\n" + line + "\n", {{"a", ""}}), "undefined-variable").empty();
  };
  for (const char* line :
       {"ENV a=$u", "LABEL a=$u", "ARG a=$u", "COPY $u /", "COPY a $u/", "COPY --chown=$u a /",
        "COPY --chmod=$u a /", "ADD --checksum=$u http://x/y /", "WORKDIR /$u", "USER $u", "VOLUME /$u",
        "STOPSIGNAL $u", "RUN --mount=type=cache,target=$u x", "COPY <<E /f\n$u\nE", "ENV a=${u:-d}",
        "ENV a=$1", "LABEL $u=a"})
    EXPECT_TRUE(reported(line)) << line;
  for (const char* line : {"RUN echo $u", "CMD echo $u", "ENTRYPOINT [\"$u\"]", "EXPOSE $u", "MAINTAINER $u",
                           "COPY --exclude=$u a /", "ONBUILD ENV a=$u", "HEALTHCHECK CMD echo $u",
                           "COPY <<'E' /f\n$u\nE", "ARG u\nENV a=$u", "ENV a=$PATH", "SHELL [\"$u\"]"})
    EXPECT_FALSE(reported(line)) << line;
}

TEST(Variables, NoticesPointAtTheVariable) {
  const auto build = build_of("FROM scratch\nENV b=1 \\\n  a=x-${oops}\n");
  ASSERT_EQ(build.notices.size(), 1u);
  const auto& notice = build.notices[0];
  EXPECT_EQ(notice.instruction, 1u);
  EXPECT_EQ(notice.at.source->text(notice.at.span), "${oops}");
}

TEST(Variables, ExpansionErrorsAreNotices) {
  const auto build = build_of("ARG g=${\nFROM scratch\nENV a=${x?need it}\nENV b='\nLABEL c=${}\n");
  EXPECT_EQ(notices(build, "expansion-error").size(), 4u);
  EXPECT_FALSE(build.stages[0].scope->get("a")->known);
}

TEST(Variables, ValuesDoNotGrowWithoutEnd) {
  std::string text = "FROM scratch\nENV a=0123456789\n";
  for (int i = 0; i < 64; ++i) text += "ENV a=$a$a\n";
  const auto build = build_of(text);
  EXPECT_FALSE(build.stages[0].scope->get("a")->known);
}

TEST(Variables, ManySnapshotsStayCheap) {
  std::string text = "FROM scratch\n";
  for (int i = 0; i < 10000; ++i) text += "ENV v" + std::to_string(i) + "=1\nRUN x\n";
  const auto build = build_of(text);
  ASSERT_EQ(build.commands.size(), 10000u);
  EXPECT_EQ(build.commands[4].scope->size(), 6u) << "PATH and five more";
}

TEST(Variables, RequestsMayHaveUnknownValues) {
  Request request;
  request.unknown_args = {{"REV", "RELEASE"}};
  request.unknown_environment = {{"MODE", "STAGE"}};
  const auto build = build_of("FROM scratch\nARG REV=main\nENV R=$REV MODE=x\n", {}, request);
  EXPECT_FALSE(build.stages[0].scope->get("R")->known) << "the default does not count";
  EXPECT_EQ(build.stages[0].scope->get("R")->missing, "RELEASE");
  EXPECT_FALSE(build.stages[0].environment->get("MODE")->known);
}

TEST(Variables, Expose) {
  const auto build = build_of("FROM scratch\nENV P=80/TCP\nEXPOSE $P 8080:80 443/udp\n");
  EXPECT_EQ(notices(build, "expose-protocol-casing"), (Names{"80/TCP"}));
  EXPECT_EQ(notices(build, "expose-invalid-format"), (Names{"8080:80"}));
}

TEST(Variables, EachInstructionHasItsState) {
  const auto build = build_of("ARG G=1\nFROM a\nENV A=1\nRUN x\nENV A=2\nFROM b\nARG G\n");
  EXPECT_EQ(build.after[0].get("G")->value, "1");
  EXPECT_EQ(build.before(1).get("G")->value, "1");  // FROM sees the global ones
  EXPECT_FALSE(build.after[1].contains("G"));
  EXPECT_FALSE(build.before(2).contains("A"));
  EXPECT_EQ(build.before(3).get("A")->value, "1");
  EXPECT_EQ(build.after[4].get("A")->value, "2");
  EXPECT_FALSE(build.before(6).contains("A"));
  EXPECT_EQ(build.after[6].get("G")->value, "1");
}

// BuildKit asks for a variable before it refuses the modifier behind a colon.
TEST(Variables, UndefinedOnesOfWrongWords) {
  const auto build = build_of("FROM scratch\nENV X=${A:i} Y=${B@Q} Z=${C?no}\n");
  EXPECT_EQ(notices(build, "undefined-variable"), (Names{"A", "C"}));
  EXPECT_EQ(notices(build, "expansion-error").size(), 3u);
}

}  // namespace
}  // namespace dockgate::build
