#include "dockerfile/heredocs.hpp"

#include <gtest/gtest.h>

#include "parsed.hpp"

namespace dockgate::dockerfile {
namespace {

// Names of the here-documents that `line` opens, "?" in front of those that are expanded.
Strings openers(std::string line) {
  const auto source = std::make_shared<const SourceFile>("Dockerfile", std::move(line));
  Strings out;
  for (const Heredoc& h : find_heredocs(MappedText::whole(source)).heredocs) {
    out.push_back((h.expand ? "?" : "") + h.name);
  }
  return out;
}

TEST(Openers, AreWholeWords) {
  EXPECT_EQ(openers("RUN <<EOF"), Strings{"?EOF"});
  EXPECT_EQ(openers("RUN 3<<EOF"), Strings{"?EOF"});
  EXPECT_EQ(openers("RUN << EOF"), Strings{"?EOF"});
  for (const char* none : {"RUN cat<<EOF", "RUN >/f<<EOF", "RUN <<<x", "RUN \"<<EOF\"", "RUN '<<EOF'",
                           "RUN \\<<EOF", "RUN <<", "RUN << ", "RUN <<- EOF", "RUN $((1<<2))", "RUN <<''"}) {
    EXPECT_EQ(openers(none), Strings{}) << none;
  }
}

TEST(Openers, TakeTheRestOfTheWordForTheName) {
  EXPECT_EQ(openers("RUN cat <<EOF; x"), Strings{"?EOF;"});
  EXPECT_EQ(openers("RUN (cat <<EOF)"), Strings{"?EOF)"});
  EXPECT_EQ(openers("RUN <<EOF>/f"), Strings{"?EOF>/f"});
  EXPECT_EQ(openers("RUN <<EOF&&b"), Strings{"?EOF&&b"});
  EXPECT_EQ(openers("RUN echo $((1 << 2))"), Strings{"?2))"});
  EXPECT_EQ(openers("RUN a # <<EOF"), Strings{"?EOF"});
}

TEST(Openers, NameLosesQuotesAndKeepsVariables) {
  EXPECT_EQ(openers("RUN <<'EOF'"), Strings{"EOF"});
  EXPECT_EQ(openers("RUN <<E\"O\"F"), Strings{"EOF"});
  EXPECT_EQ(openers("RUN <<\\EOF"), Strings{"?EOF"});
  EXPECT_EQ(openers("RUN <<eo\\'f"), Strings{"?eo'f"});
  EXPECT_EQ(openers("RUN <<'e'o\\'f"), Strings{"eo'f"});
  EXPECT_EQ(openers("RUN <<'A B'"), Strings{"A B"});
  EXPECT_EQ(openers("RUN <<$X <<${Y}"), (Strings{"?$X", "?${Y}"}));
}

TEST(Openers, AreDisabledByAnOpenQuoteOrABadSubstitution) {
  for (const char* none : {"RUN echo it's <<EOF", "RUN --mount=a\" <<EOF", "RUN ${ <<EOF", "RUN ${a^^} <<EOF",
                           "RUN ${} <<EOF"}) {
    EXPECT_EQ(openers(none), Strings{}) << none;
  }
  EXPECT_EQ(openers("RUN ${a:=b} <<EOF"), Strings{"?EOF"});
}

TEST(Openers, LoseWhatStandsBeforeASubstitutionWithAWord) {
  EXPECT_EQ(openers("RUN <<E${a:-b}"), Strings{});  // the word is `${a:-b}` to BuildKit
  EXPECT_EQ(openers("RUN x${a:-b} <<EOF"), Strings{"?EOF"});
}

TEST(Openers, SurviveDeepNesting) {
  std::string deep = "RUN <<EOF ";
  for (int i = 0; i < 200000; ++i) deep += "${a:-";
  EXPECT_EQ(openers(deep), Strings{});
}

TEST(Bodies, EndAtALineThatIsExactlyTheName) {
  const File file = in_stage("RUN <<-EOF\n  x\n  EOF\n\tEOF\nRUN <<EOF\n# c\n\n EOF\nEOF \nEOF");
  ASSERT_EQ(file.instructions.size(), 3u);
  EXPECT_TRUE(file.errors.empty());
  EXPECT_TRUE(file.instructions[1].heredocs[0].chomp);
  EXPECT_EQ(file.instructions[1].heredocs[0].content, "  x\n  EOF\n");
  EXPECT_EQ(file.instructions[2].heredocs[0].content, "# c\n\n EOF\nEOF \n");
  EXPECT_EQ(under(file, file.instructions[2].heredocs[0].content_span), "# c\n\n EOF\nEOF \n");
  EXPECT_EQ(under(file, file.instructions[2].heredocs[0].word_span), "<<EOF");
  EXPECT_EQ(file.instructions[2].start_line, 6u);
  EXPECT_EQ(file.instructions[2].header_end_line, 6u);
  EXPECT_EQ(file.instructions[2].end_line, 11u);
}

TEST(Bodies, FollowInOrder) {
  const File file = in_stage("COPY <<A <<B /d/\n1\nA\n2\nB\n");
  ASSERT_EQ(file.instructions.size(), 2u);
  ASSERT_EQ(file.instructions[1].heredocs.size(), 2u);
  EXPECT_EQ(file.instructions[1].heredocs[1].content, "2\n");
  EXPECT_EQ(file.instructions[1].end_line, 6u);
}

TEST(Bodies, AreOnlyForThreeInstructionsInTextForm) {
  EXPECT_EQ(in_stage("USER <<EOF\nx\nEOF\n").errors.size(), 2u);
  EXPECT_EQ(in_stage("RUN [\"<<EOF\"]\nRUN x\n").instructions.size(), 3u);
  EXPECT_EQ(only_error(in_stage("RUN cat<<EOF\nx\n")), "unknown instruction `x`");
}

TEST(Bodies, WithoutTerminatorEndWhereAnInstructionSeemsToBegin) {
  const File file = in_stage("RUN cat <<EOF; x\nfrom here\nEOF\nCMD [\"a\"]\nFROM b\n");
  EXPECT_EQ(only_error(file), "unterminated here-document");
  EXPECT_EQ(under(file, file.errors[0].span), "<<EOF;");
  ASSERT_EQ(file.instructions.size(), 4u);
  EXPECT_EQ(file.instructions[1].end_line, 4u);
  EXPECT_EQ(file.instructions[2].keyword, "CMD");
  EXPECT_FALSE(file.instructions[1].valid);
}

TEST(Bodies, NumberOfTheDescriptorIsKept) {
  EXPECT_EQ(in_stage("RUN 007<<E\nE\n").instructions[1].heredocs[0].fd, 7u);
  EXPECT_EQ(in_stage("RUN 99999999999999999999<<E\nE\n").instructions[1].heredocs[0].fd, ~std::uint64_t{0});
}

TEST(Destination, IsNoHeredoc) {
  EXPECT_EQ(only_error(in_stage("COPY a <<E\nE\n")), "COPY cannot have a here-document as its destination");
}

}  // namespace
}  // namespace dockgate::dockerfile
