// How each instruction's text is split.
#include <gtest/gtest.h>

#include "parsed.hpp"

namespace dockgate::dockerfile {
namespace {

const Instruction& second(const File& file) {
  return file.instructions.at(1);
}

TEST(Flags, LoseQuotesAndEscapes) {
  const File file = in_stage("COPY --chown=\"a b\" --from='x\\'y' c d\n");
  EXPECT_EQ(flags_of(second(file)), (Strings{"--chown=a b", "--from=x'y"}));
  EXPECT_EQ(second(file).flags[0].name, "chown");
  EXPECT_EQ(second(file).flags[0].value, "a b");
  EXPECT_EQ(under(file, second(file).flags[0].value_span), "a b");
  EXPECT_EQ(args_of(second(file)), (Strings{"c", "d"}));
}

TEST(Flags, EndAtTheFirstArgumentOrAtTwoDashes) {
  EXPECT_EQ(args_of(second(in_stage("COPY a --chown=x b\n"))), (Strings{"a", "--chown=x", "b"}));
  const File file = in_stage("COPY -- --a b\n");
  EXPECT_EQ(args_of(second(file)), (Strings{"--a", "b"}));
  EXPECT_TRUE(second(file).flags.empty());
  EXPECT_EQ(args_of(second(in_stage("RUN --\"\" --b\n"))), Strings{"--b"});
}

TEST(Flags, AreReadByteByByte) {
  // The two bytes of é, each as the code point of its number.
  EXPECT_EQ(flags_of(second(in_stage("COPY --from=\xC3\xA9 a b\n"))), Strings{"--from=\xC3\x83\xC2\xA9"});
  // The second byte of à is a no-break space to such a reader.
  EXPECT_EQ(flags_of(second(in_stage("COPY --from=\xC3\xA0 a b\n"))), Strings{"--from=\xC3\x83"});
}

TEST(Keyword, IsComparedInLowerCaseAndSplitAtAsciiBlanks) {
  EXPECT_EQ(second(in_stage("wOrKdIr\t/a b \n")).keyword, "WORKDIR");
  EXPECT_EQ(args_of(second(in_stage("WORKDIR /a b \n"))), Strings{"/a b"});
  EXPECT_FALSE(second(in_stage("RUN\xC2\xA0x\n")).known);
  EXPECT_TRUE(second(in_stage("WOR\xE2\x84\xAA"
                              "DIR x\n"))
                  .known);  // the Kelvin sign
}

TEST(ExecForm, FallsBackToText) {
  for (const char* rest : {"[\"a\",]", "['a']", "[\"a\"] && b", "[\"C:\\Win\"]", "[\"a\tb\"]",
                           "[\"a\" \"b\"]", "[\"a\"", "[1e999]", "[01]", "[nul]", "[\"\\u12\"]", "[,]"}) {
    const File file = in_stage("CMD " + std::string(rest) + "\n");
    EXPECT_FALSE(second(file).json) << rest;
    EXPECT_EQ(args_of(second(file)), Strings{rest});
    EXPECT_TRUE(file.errors.empty()) << rest;
  }
}

TEST(ExecForm, HoldsStringsOnly) {
  for (const char* element : {"1", "-0.5e+3", "true", "null", "{}", "[\"c\"]", "{\"c\": [1, 2]}", "1e-999"}) {
    const File file = in_stage("CMD [\"a\", " + std::string(element) + " , \"b\"]\n");
    EXPECT_EQ(only_error(file), "a JSON array must hold strings only") << element;
    EXPECT_EQ(under(file, file.errors[0].span), element);
  }
}

TEST(ExecForm, DecodesEscapes) {
  const File file = in_stage("CMD [ \"\\u0041\\n\\\"\\/\" , \"\\ud83d\\ude00\", \"\\ud83dx\", \"\" ]\n");
  EXPECT_TRUE(second(file).json);
  EXPECT_EQ(args_of(second(file)), (Strings{"A\n\"/", "\xF0\x9F\x98\x80", "\xEF\xBF\xBDx", ""}));
  EXPECT_EQ(under(file, second(file).args[1].place().span), "\\ud83d\\ude00");
  EXPECT_EQ(
      under(file, {second(file).args[3].place().span.begin - 1, second(file).args[3].place().span.begin + 1}),
      "\"\"");
}

TEST(ExecForm, MayBeEmpty) {
  const File file = in_stage("CMD []\n");
  EXPECT_TRUE(second(file).json);
  EXPECT_TRUE(second(file).args.empty());
  EXPECT_TRUE(file.errors.empty());
  EXPECT_FALSE(second(in_stage("CMD\n")).json);
}

TEST(ExecForm, NestsInConstantStack) {
  const std::string deep(9999, '[');
  EXPECT_EQ(only_error(in_stage("CMD [" + deep + std::string(9999, ']') + "]\n")),
            "a JSON array must hold strings only");
  EXPECT_TRUE(in_stage("CMD [[" + deep + std::string(9999, ']') + "]]\n").errors.empty());  // too deep for Go
}

TEST(Lists, KnowNoQuotes) {
  EXPECT_EQ(args_of(second(in_stage("COPY \"a b\" c\n"))), (Strings{"\"a", "b\"", "c"}));
  EXPECT_EQ(args_of(second(in_stage("COPY [\"a b\",\"c\"]\n"))), (Strings{"a b", "c"}));
  EXPECT_EQ(args_of(second(in_stage("EXPOSE [\"80\"] # x\n"))), (Strings{"[\"80\"]", "#", "x"}));
}

TEST(Pairs, OldFormKeepsTheRest) {
  const File file = in_stage("ENV a b=c d=e\n");
  ASSERT_EQ(second(file).pairs.size(), 1u);
  EXPECT_EQ(second(file).pairs[0].key.text(), "a");
  EXPECT_EQ(second(file).pairs[0].value.text(), "b=c d=e");
  EXPECT_TRUE(second(file).pairs[0].legacy);
  EXPECT_EQ(second(in_stage("ENV a = b\n")).pairs[0].value.text(), "= b");
  EXPECT_EQ(second(in_stage("LABEL \"a b\" c\n")).pairs[0].key.text(), "\"a");
  EXPECT_EQ(second(in_stage("ENV D \\\n   x \\\n   y\n")).pairs[0].value.text(), "x    y");
  EXPECT_EQ(only_error(in_stage("ENV a\n")), "ENV must have two arguments");
}

TEST(Pairs, NewFormNeedsAnEqualsInEachWord) {
  const File file = in_stage("ENV a=\"b c\" d='e f' g=h\\ i\n");
  ASSERT_EQ(second(file).pairs.size(), 3u);
  EXPECT_EQ(second(file).pairs[0].value.text(), "\"b c\"");
  EXPECT_EQ(second(file).pairs[2].value.text(), "h\\ i");
  EXPECT_EQ(only_error(in_stage("ENV a=b # c\n")), "no `=` in `#`, expected name=value");
  EXPECT_EQ(only_error(in_stage("ENV =b\n")), "ENV has a blank name");
}

TEST(Pairs, ReplaceWhatIsNotUtf8AndKeepItsPlace) {
  const File file = in_stage("ENV a=x\xFFy b=\n");
  const KeyValue& pair = second(file).pairs[0];
  EXPECT_EQ(pair.value.text(), "x\xEF\xBF\xBDy");
  EXPECT_EQ(under(file, pair.value.place().span), "x\xFFy");
  const Span empty = second(file).pairs[1].value.place().span;
  EXPECT_EQ(empty, (Span{19, 19}));  // behind the last `=`
}

TEST(Names, ArgDeclaresSeveral) {
  const File file = in_stage("ARG foo bar=1 baz=\n");
  ASSERT_EQ(second(file).pairs.size(), 3u);
  EXPECT_FALSE(second(file).pairs[0].has_value);
  EXPECT_EQ(second(file).pairs[1].value.text(), "1");
  EXPECT_TRUE(second(file).pairs[2].has_value);
  EXPECT_EQ(only_error(in_stage("ARG a = b\n")), "ARG has a blank name");
}

TEST(Words, SplitAtUnicodeBlanksOutsideOfQuotes) {
  const File file = in_stage(
      "ARG a\xE3\x80\x80"
      "b='c\xC2\xA0"
      "d' e\\\xC2\xA0"
      "f\n");
  EXPECT_EQ(args_of(second(file)), (Strings{"a",
                                            "b='c\xC2\xA0"
                                            "d'",
                                            "e\\\xC2\xA0"
                                            "f"}));
}

TEST(Words, UseTheEscapeOfTheFile) {
  const File file = parsed("# escape=`\nFROM a\nARG x=a` b\\ c\n");
  EXPECT_EQ(args_of(second(file)), (Strings{"x=a` b\\", "c"}));
}

TEST(Health, HasATypeAndACommand) {
  EXPECT_EQ(args_of(second(in_stage("HEALTHCHECK --timeout=3s cmd curl  x\n"))), (Strings{"cmd", "curl  x"}));
  const File file = in_stage("HEALTHCHECK CMD [\"a\"]\n");
  EXPECT_EQ(args_of(second(file)), (Strings{"CMD", "a"}));
  EXPECT_TRUE(second(file).json);
}

TEST(Spans, PointIntoTheFileThroughJoins) {
  const File file = in_stage("COPY --from=b\\\nuild a\\\nb /d\n");
  EXPECT_EQ(flags_of(second(file)), Strings{"--from=build"});
  EXPECT_EQ(under(file, second(file).flags[0].text.place().span), "--from=b\\\nuild");
  EXPECT_EQ(under(file, second(file).args[0].place().span), "a\\\nb");
  EXPECT_EQ(under(file, second(file).args[1].place().span), "/d");
  EXPECT_EQ(second(file).rest.text(), "ab /d");
}

}  // namespace
}  // namespace dockgate::dockerfile
