#include "facts/copy_facts.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

/// `keyword index/sources source destination from workdir: commands that name it`, one source a line.
std::string copies(const std::string& dockerfile) {
  std::string out;
  for (const CopyFact& fact : test::facts_of({{"Dockerfile", dockerfile}}).copies) {
    out += fact.keyword + " " + std::to_string(fact.index) + "/" + std::to_string(fact.sources) + " " +
           fact.source + " " + fact.destination + (fact.from.empty() ? "" : " from " + fact.from) +
           (fact.workdir_set ? " workdir" : "");
    for (const auto& line : fact.named_by) out += ", " + line;
    out += "\n";
  }
  return out;
}

TEST(CopyFacts, AreOneASource) {
  EXPECT_EQ(copies("FROM a\nCOPY \"x\" y /z/\nADD [\"a b\", \"/c\"]\nCOPY --from=b / /\n"),
            "COPY 0/2 x /z/\nCOPY 1/2 y /z/\nADD 0/1 a b /c\nCOPY 0/1 / / from b\n");
  EXPECT_EQ(copies("FROM a\nCOPY <<EOF /z\nx\nEOF\n"), "") << "here-documents are no files";
}

TEST(CopyFacts, KnowWhetherAWorkdirStandsBefore) {
  EXPECT_EQ(copies("FROM a AS b\nCOPY x y\nWORKDIR /w\nCOPY x y\nFROM b\nCOPY x y\nFROM a\nCOPY x y\n"),
            "COPY 0/1 x y\nCOPY 0/1 x y workdir\nCOPY 0/1 x y workdir\nCOPY 0/1 x y\n");
}

TEST(CopyFacts, KnowWhoNamesTheFileLater) {
  EXPECT_EQ(copies("FROM a\nRUN tar xf x.tar\nCOPY d/x.tar /opt\nRUN /bin/tar -xf /opt/x.tar\n"),
            "COPY 0/1 d/x.tar /opt, tar -xf /opt/x.tar\n");
  EXPECT_EQ(copies("FROM a\nCOPY x.tar /y.tar\nRUN tar xf y.tar\nFROM a\nRUN tar xf y.tar\n"),
            "COPY 0/1 x.tar /y.tar, tar xf y.tar\n");
  EXPECT_EQ(copies("FROM a AS b\nFROM a\nCOPY --from=b x.tar /\nRUN tar xf x.tar\n"),
            "COPY 0/1 x.tar / from b\n");
}

}  // namespace
}  // namespace dockgate::facts
