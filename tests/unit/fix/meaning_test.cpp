#include "fix/meaning.hpp"

#include <gtest/gtest.h>

namespace dockgate::fix {
namespace {

/// What changes when the text between `[` and `|` is replaced by that between `|` and `]`.
std::string changed(std::string marked, Language language) {
  std::vector<TextEdit> edits;
  std::string text;
  for (std::size_t at = 0; at < marked.size(); ++at) {
    if (marked[at] != '<' || marked.compare(at, 2, "<<") == 0) {
      if (marked.compare(at, 2, "<<") == 0) text += marked[at++];
      text += marked[at];
      continue;
    }
    const std::size_t bar = marked.find('~', at), end = marked.find('>', bar);
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += marked.substr(at + 1, bar - at - 1);
    edits.push_back(
        {{begin, static_cast<std::uint32_t>(text.size())}, marked.substr(bar + 1, end - bar - 1)});
    at = end;
  }
  return changed_meaning(std::make_shared<SourceFile>("x", text), edits, language);
}

std::string docker(std::string marked) {
  return changed(std::move(marked), Language::dockerfile);
}
std::string python(std::string marked) {
  return changed(std::move(marked), Language::python);
}

TEST(Meaning, StaysWhereAnEditIsAllThatChanges) {
  EXPECT_EQ(docker("FROM a <as~AS> b\nRUN c\n"), "");
  EXPECT_EQ(docker("FROM a\nRUN apt-get install<~ -y> curl && b\nCMD [\"c\"]\n"), "");
  EXPECT_EQ(docker("FROM a\n<~SHELL [\"/bin/bash\", \"-c\"]\n>RUN c | d\n"), "");
  EXPECT_EQ(docker("FROM a\n<CMD [\"a\"]\n~>CMD [\"b\"]\n"), "");
  EXPECT_EQ(docker("FROM a\nRUN b \\\n  && c<~ \\\n  && d>\nCMD e\n"), "");
  EXPECT_EQ(docker("FROM a\n<~WORKDIR /s\n>RUN <cd /s && ~>make all\n"), "");
  EXPECT_EQ(docker("FROM a\nENV <A b c~A=\"b c\">\n"), "");
  EXPECT_EQ(docker("FROM a\n<ADD~COPY> --chown=x b /c\n"), "");
  EXPECT_EQ(docker("FROM a\nRUN [\"apt-get\", \"install<~\", \"-y>\", \"curl\"]\n"), "");
  EXPECT_EQ(docker("FROM a\nRUN <<EOF\nb<~\nc>\nEOF\n"), "");
  EXPECT_EQ(docker("FROM a\nRUN bash -c 'apt-get install<~ -y> curl'\n"), "");
}

TEST(Meaning, WordsMayBeMadeLonger) {
  EXPECT_EQ(docker("FROM a:b<~@sha256:0> AS c\nCOPY --from=d:e<~@sha256:0> f g /h<~/>\n"), "");
  EXPECT_EQ(docker("ARG A=\"b:c<~@sha256:0>\"\nFROM $A\n"), "");
  EXPECT_EQ(docker("FROM a\nHEALTHCHECK CMD <b c~[\"b\", \"c\"]>\n"), "");
  EXPECT_EQ(docker("FROM a\nRUN b 'c<~d>'\n"), "");
  EXPECT_NE(docker("FROM a\nRUN b \"c<~$d>\" e\n"), "") << "what is put in does not come out";
}

TEST(Meaning, ChangesWhereTheRestIsReadInAnotherWay) {
  EXPECT_NE(docker("FROM a\nRUN b<~ # c> && d\n"), "") << "the rest is a comment then";
  EXPECT_NE(docker("FROM a\nRUN b<~ \\>\nCMD c\n"), "") << "CMD is a word of the RUN then";
  EXPECT_NE(docker("FROM a\nRUN b<~\n>c \\\n && d\n"), "") << "the second half is no instruction";
  EXPECT_NE(docker("FROM a\nRUN b<~'> c\nRUN d 'e'\n"), "") << "a quote that is not closed";
  EXPECT_NE(docker("<~# escape=`\n>FROM a\nRUN b \\\n c\n"), "");
  EXPECT_NE(docker("FROM a\nENV A=<~ >b C=d\n"), "");
}

TEST(Meaning, TextInQuotesHasToComeThrough) {
  EXPECT_EQ(docker("FROM a\nRUN python -c \"f('x'<~, revision='y'>)\"\n"), "");
  EXPECT_NE(docker("FROM a\nRUN python -c \"f('x'<~, revision=\\\"y>)\"\n"), "");
  EXPECT_NE(docker("FROM a\nRUN python -c \"f('x'<~, revision=\"y\">)\"\n"), "");
  EXPECT_NE(docker("FROM a\nRUN python -c 'f(\"x\"<~, revision=>)'\n"), "") << "Python cannot read it";
}

TEST(Meaning, OfPython) {
  EXPECT_EQ(python("a = f(\"x\"<~, revision=\"y\">)\n"), "");
  EXPECT_EQ(python("a = f(\n    x,\n    trust=<True~False>,\n)\nb = 1\n"), "");
  EXPECT_EQ(python("a = f(\n    x,<~\n    revision=\"y\",>\n)\n"), "");
  EXPECT_NE(python("a = f(x<~, revision=\"y>)\nb = 1\n"), "");
  EXPECT_NE(python("a = f(x)<~  # c\n  > + 2\n"), "");
  EXPECT_NE(python("if a:\n<~pass\n>    b = 1\n"), "");
  EXPECT_NE(python("a = b <~or c> and d\n"), "") << "the same tokens in another tree";
}

TEST(Meaning, OfShell) {
  EXPECT_EQ(changed("set -e\npip install<~ --no-cache-dir> x\n", Language::shell), "");
  EXPECT_NE(changed("set -e\npip install<~ 'x> x\necho 'b'\n", Language::shell), "");
}

TEST(Meaning, OfOtherFilesIsNotKnown) {
  EXPECT_EQ(changed("a<~'>", Language::other), "");
}

}  // namespace
}  // namespace dockgate::fix
