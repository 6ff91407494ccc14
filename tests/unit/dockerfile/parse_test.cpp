// The behaviours that a new parser is likely to get wrong, each observed in BuildKit.
#include <gtest/gtest.h>

#include "parsed.hpp"

namespace dockgate::dockerfile {
namespace {

TEST(Continuation, TwoOrThreeEscapesDoNotContinue) {
  for (const char* text : {"RUN a \\\\\nb\n", "RUN a \\\\\\\nb\n"}) {
    const File file = in_stage(text);
    ASSERT_EQ(file.instructions.size(), 3u) << text;
    EXPECT_EQ(only_error(file), "unknown instruction `b`");
    EXPECT_EQ(file.source->position(file.errors[0].span.begin), (Position{3, 1}));
  }
}

TEST(Continuation, BlanksMayFollowTheEscape) {
  const File file = in_stage("RUN a \\  \t\nb\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  EXPECT_EQ(args_of(file.instructions[1]), Strings{"a b"});
}

TEST(Continuation, CommentsAndBlankLinesInsideDoNotEndIt) {
  const File file = in_stage("RUN a && \\\n  # note\n\nCMD [\"x\"]\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  const Instruction& run = file.instructions[1];
  EXPECT_EQ(args_of(run), Strings{"a && CMD [\"x\"]"});
  EXPECT_EQ(run.start_line, 2u);
  EXPECT_EQ(run.end_line, 5u);
  EXPECT_EQ(run.header_end_line, 5u);
  EXPECT_TRUE(run.blank_continuation);
  ASSERT_EQ(file.comments.size(), 1u);
  EXPECT_EQ(file.comments[0].text, "note");
}

TEST(Continuation, ACommentsOwnEscapeIsIrrelevant) {
  const File file = in_stage("RUN a \\\n# c \\\nb\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  EXPECT_EQ(args_of(file.instructions[1]), Strings{"a b"});
  EXPECT_FALSE(file.instructions[1].blank_continuation);
}

TEST(Continuation, JoinsInsideAWord) {
  const File file = in_stage("RU\\\nN x\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  EXPECT_EQ(file.instructions[1].keyword, "RUN");
  EXPECT_EQ(under(file, file.instructions[1].keyword_span), "RU\\\nN");
  EXPECT_TRUE(file.errors.empty());
}

TEST(Continuation, AFirstLineOfOnlyTheEscapeIsTheStart) {
  const File file = in_stage("\\\nRUN x\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  EXPECT_EQ(file.instructions[1].start_line, 2u);
  EXPECT_EQ(file.instructions[1].end_line, 3u);
  EXPECT_EQ(file.instructions[1].keyword, "RUN");
}

TEST(Continuation, MayEndTheFile) {
  const File file = in_stage("RUN x \\");
  ASSERT_EQ(file.instructions.size(), 2u);
  EXPECT_EQ(args_of(file.instructions[1]), Strings{"x"});
  EXPECT_TRUE(file.errors.empty());
}

TEST(Lines, CarriageReturnsGoExceptFromBodies) {
  const File file = parsed("FROM a\r\nRUN <<E\r\nx\r\nE\r\nRUN b \\\r\n  c\r\n");
  ASSERT_EQ(file.instructions.size(), 3u);
  EXPECT_EQ(args_of(file.instructions[0]), Strings{"a"});
  ASSERT_EQ(file.instructions[1].heredocs.size(), 1u);
  EXPECT_EQ(file.instructions[1].heredocs[0].content, "x\r\n");
  EXPECT_EQ(args_of(file.instructions[2]), Strings{"b   c"});
}

TEST(Lines, OneByteOrderMarkIsDropped) {
  EXPECT_TRUE(parsed("\xEF\xBB\xBF"
                     "FROM a\n")
                  .errors.empty());
  EXPECT_EQ(parsed("\xEF\xBB\xBF\xEF\xBB\xBF"
                   "FROM a\n")
                .errors.size(),
            1u);
}

TEST(Lines, ALineOfMoreThan65535BytesIsAnError) {
  const std::string longest = "RUN " + std::string(65531, 'x');
  EXPECT_TRUE(in_stage(longest + "\n").errors.empty());
  EXPECT_TRUE(in_stage(longest).errors.empty());
  EXPECT_EQ(only_error(in_stage(longest + "x\n")), "line is longer than 65535 bytes");
  // A joined line may be longer.
  EXPECT_TRUE(in_stage(longest.substr(1) + "\\\n" + longest + "\n").errors.size() == 1u);
  EXPECT_TRUE(in_stage("RUN " + std::string(60000, 'x') + "\\\n" + std::string(60000, 'y')).errors.empty());
}

TEST(Comments, StandAboveAnInstruction) {
  const File file = parsed("# one\n\n# two\nFROM a\n# gone\n#\n# kept\n  # indented\nRUN x\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  ASSERT_EQ(file.instructions[0].comments.size(), 2u);
  EXPECT_EQ(file.instructions[0].comments[1].text, "two");
  ASSERT_EQ(file.instructions[1].comments.size(), 2u);
  EXPECT_EQ(file.instructions[1].comments[0].text, "kept");
  EXPECT_EQ(file.instructions[1].comments[1].text,
            "# indented");  // BuildKit drops the first byte of the line
  ASSERT_EQ(file.comments.size(), 6u);
  EXPECT_EQ(file.comments[5].text, "indented");
  EXPECT_EQ(under(file, file.comments[5].span), "# indented");
}

TEST(Directives, EndWithTheFirstOtherLine) {
  const File file =
      parsed("# syntax = docker/dockerfile:1 \n#escape=`\n# Check=skip=all\nFROM a\nRUN x `\n y\n");
  ASSERT_EQ(file.directives.size(), 3u);
  EXPECT_EQ(file.directives[0].value, "docker/dockerfile:1");
  EXPECT_EQ(file.directives[2].name, "check");
  EXPECT_EQ(under(file, file.directives[1].value_span), "`");
  EXPECT_EQ(file.escape, '`');
  ASSERT_EQ(file.instructions.size(), 2u);
  EXPECT_EQ(args_of(file.instructions[1]), Strings{"x  y"});

  EXPECT_EQ(parsed("# foo=bar\n# escape=`\nFROM a\n").escape, '\\');
  EXPECT_EQ(parsed("\n# escape=`\nFROM a\n").escape, '\\');
  EXPECT_EQ(parsed("# escape=`\n\n# syntax=x\nFROM a\n").directives.size(), 1u);
}

TEST(Directives, AfterAnInterpreterLineOnlyTheFrontendsCount) {
  const File file = parsed("#!/bin/sh\n# escape=`\n# check=skip=all\nFROM a\n");
  EXPECT_EQ(file.escape, '\\');
  ASSERT_EQ(file.directives.size(), 1u);
  EXPECT_EQ(file.directives[0].name, "check");
}

TEST(Directives, IndentedOnesCountForTheParserOnly) {
  const File file = parsed("  # syntax=x\n  # escape=`\nFROM a\n");
  EXPECT_EQ(file.escape, '`');
  ASSERT_EQ(file.directives.size(), 1u);
  EXPECT_EQ(file.directives[0].name, "escape");
}

TEST(Directives, BadOnesAreErrors) {
  EXPECT_EQ(only_error(parsed("# escape=x\nFROM a\n")), "escape character must be \\ or `");
  EXPECT_EQ(only_error(parsed("# escape=` b\nFROM a\n")), "escape character must be \\ or `");
  EXPECT_EQ(only_error(parsed("# syntax=a\n# syntax=b\nFROM a\n")),
            "only one `syntax` directive can be used");
}

TEST(File, NeedsAnInstruction) {
  for (const char* text : {"", "\n\n", "# c\n", "\xEF\xBB\xBF"}) {
    EXPECT_EQ(only_error(parsed(text)), "file with no instructions") << text;
  }
}

TEST(File, OnlyArgStandsBeforeTheFirstFrom) {
  EXPECT_TRUE(parsed("ARG a\nFROM b\n").errors.empty());
  const File file = parsed("ENV a=b\nRUN x\nFROM b\n");
  EXPECT_EQ(only_error(file), "only ARG can stand before the first FROM");
  EXPECT_FALSE(file.instructions[0].valid);
  // Told once only, and not at all where FROM itself may be misspelt.
  EXPECT_EQ(only_error(parsed("FORM a\nRUN x\nRUN y\n")), "unknown instruction `FORM`");
}

TEST(File, GoesOnAfterErrors) {
  const File file = parsed("FROM a b\nENV a=b c\nRNU x\nCOPY --form=a b c\nRUN ok\n");
  ASSERT_EQ(file.errors.size(), 4u);
  EXPECT_EQ(under(file, file.errors[1].span), "c");
  EXPECT_EQ(file.errors[2].help, "did you mean `RUN`?");
  EXPECT_EQ(under(file, file.errors[3].span), "--form=a");
  EXPECT_EQ(file.errors[3].help, "did you mean `--from`?");
  ASSERT_EQ(file.instructions.size(), 5u);
  EXPECT_TRUE(file.instructions[4].valid);
  EXPECT_FALSE(file.instructions[2].known);
}

TEST(Onbuild, HasItsTrigger) {
  const File file = in_stage("ONBUILD copy --from=b <<E /d\nx\nE\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  const Instruction& outer = file.instructions[1];
  ASSERT_TRUE(outer.trigger);
  EXPECT_EQ(outer.trigger->keyword, "COPY");
  EXPECT_EQ(flags_of(*outer.trigger), Strings{"--from=b"});
  EXPECT_EQ(outer.heredocs.size(), 1u);
  EXPECT_TRUE(outer.trigger->heredocs.empty());
  EXPECT_EQ(outer.end_line, 4u);
  EXPECT_TRUE(file.errors.empty());
}

TEST(Onbuild, DoesNotReadItsTriggerButParsesIt) {
  EXPECT_TRUE(in_stage("ONBUILD RUN --nope x\nONBUILD NOPE\nONBUILD EXPOSE\n").errors.empty());
  EXPECT_EQ(only_error(in_stage("ONBUILD ENV a\n")), "ENV must have two arguments");
  EXPECT_EQ(only_error(in_stage("ONBUILD FROM a\n")), "FROM cannot be a trigger of ONBUILD");
  EXPECT_EQ(only_error(in_stage("ONBUILD maintainer a\n")), "MAINTAINER cannot be a trigger of ONBUILD");
  EXPECT_EQ(only_error(in_stage("ONBUILD\n")), "ONBUILD requires at least one argument");
}

TEST(Onbuild, NestsOnlySoDeep) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "ONBUILD \\\n";
  const File file = in_stage(text + "RUN x\n");
  EXPECT_EQ(only_error(file), "ONBUILD cannot be a trigger of ONBUILD");
}

TEST(Size, ManyContinuationsAndManyErrorsAreReadInLinearTime) {
  std::string text = "RUN a";
  for (int i = 0; i < 100000; ++i) text += " \\\n  && b";
  text += "\n";
  for (int i = 0; i < 9000; ++i) text += "RUN <<N" + std::to_string(i) + "\n";
  const File file = in_stage(text + std::string(20000, '\n'));
  EXPECT_EQ(file.instructions.size(), 9002u);
  EXPECT_EQ(file.errors.size(), 9000u);
  EXPECT_EQ(file.instructions[1].end_line, 100002u);
}

TEST(Size, ReadingEndsAfterTenThousandErrors) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "x\n";
  const File file = in_stage(text);
  EXPECT_EQ(file.instructions.size(), 10001u);
  EXPECT_EQ(file.errors.back().message, "too many errors, the rest of the file is not read");
}

TEST(ImplyFrom, PutsAFromBeforeAFragment) {
  File file = parse(std::make_shared<SourceFile>("Dockerfile", "ARG A\nRUN x\nRUN y\n"));
  ASSERT_EQ(file.errors.size(), 1u);
  EXPECT_TRUE(file.instructions[1].before_from);
  imply_from(file);
  ASSERT_EQ(file.instructions.size(), 4u);
  EXPECT_EQ(file.instructions[0].keyword, "FROM");
  EXPECT_TRUE(file.instructions[0].implied);
  EXPECT_EQ(file.instructions[0].args[0].text(), "scratch");
  EXPECT_TRUE(file.instructions[2].valid);
  EXPECT_EQ(file.errors.size(), 1u) << "Docker refuses it all the same";
}

TEST(ImplyFrom, LeavesOtherFilesAlone) {
  for (const char* text : {"", "ARG A\n", "FROM a\nRUN x\n", "RUN x\nFROM a\n", "from\n", "nonsense\n"}) {
    File file = parse(std::make_shared<SourceFile>("Dockerfile", text));
    const auto before = file.instructions.size();
    imply_from(file);
    EXPECT_EQ(file.instructions.size(), before) << text;
  }
}

}  // namespace
}  // namespace dockgate::dockerfile
