#include "facts/notice_mends.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dockerfile_support.hpp"

namespace dockgate::facts {
namespace {

/// The text with what `kind` notices speak of put right, as rules with `replace: word` do.
std::string mended(const std::string& text, std::string_view kind) {
  std::string out = text;
  const BuildFacts facts = facts_of(text);
  std::vector<std::pair<Span, std::string>> edits;
  for (const NoticeFact& notice : facts.notices) {
    if (notice.notice != kind) continue;
    for (const Part& part : notice.parts)
      edits.emplace_back(part.at.span, part.name == "word" ? notice.correct : std::string());
  }
  std::ranges::sort(edits, [](const auto& a, const auto& b) { return a.first.begin > b.first.begin; });
  for (const auto& [span, put] : edits) out.replace(span.begin, span.end - span.begin, put);
  return out;
}

TEST(NoticeMends, OldPairs) {
  const auto pair = [](const std::string& line) {
    const std::string all = mended("FROM a\n" + line + "\n", "legacy-key-value");
    return all.substr(7, all.size() - 8);
  };
  EXPECT_EQ(pair("ENV A b"), "ENV A=b");
  EXPECT_EQ(pair("ENV A   b  c"), "ENV A=\"b  c\"");
  EXPECT_EQ(pair("ENV A $B/c d"), "ENV A=\"$B/c d\"") << "variables are expanded in double quotes as well";
  EXPECT_EQ(pair("ENV A \"b c\""), "ENV A=\"b c\"");
  EXPECT_EQ(pair("ENV A it's"), "ENV A=it's") << "no blank, nothing to protect";
  EXPECT_EQ(pair("ENV A it's b's c"), "ENV A=it's b's\\ c");
  EXPECT_EQ(pair("ENV A \"b\" c"), "ENV A=\"b\"\\ c");
  EXPECT_EQ(pair("ENV A b\\ c d"), "ENV A=b\\ c\\ d");
  EXPECT_EQ(pair("ENV A b 'c"), "ENV A b 'c") << "a quote that is not closed";
  EXPECT_EQ(pair("ENV A b \\\n  c"), "ENV A=\"b \\\n  c\"");
  EXPECT_EQ(pair("LABEL a.b c d"), "LABEL a.b=\"c d\"");
  EXPECT_EQ(pair("ENV A b \\\n# note\n c"), "ENV A b \\\n# note\n c") << "comments stay";
}

TEST(NoticeMends, Maintainers) {
  const auto label = [](const std::string& line) {
    const std::string all = mended("FROM a\n" + line + "\n", "maintainer");
    return all.substr(7, all.size() - 8);
  };
  EXPECT_EQ(label("MAINTAINER Jo Doe <jo@example.com>"),
            "LABEL org.opencontainers.image.authors=\"Jo Doe <jo@example.com>\"");
  EXPECT_EQ(label("maintainer jo"), "label org.opencontainers.image.authors=\"jo\"");
  EXPECT_EQ(label("MAINTAINER \"Jo\" $5 a\\b"),
            "LABEL org.opencontainers.image.authors=\"\\\"Jo\\\" \\$5 a\\\\b\"");
}

TEST(NoticeMends, Arrays) {
  EXPECT_EQ(mended("FROM a\nCMD python  serve.py\n", "json-args-recommended"),
            "FROM a\nCMD [\"python\", \"serve.py\"]\n");
  EXPECT_EQ(mended("FROM a\nENTRYPOINT exec run \\\n  --x\n", "json-args-recommended"),
            "FROM a\nENTRYPOINT [\"run\", \"--x\"]\n");
  EXPECT_EQ(mended("FROM a\nHEALTHCHECK --interval=1s CMD curl -f http://localhost/\n", "shell-form"),
            "FROM a\nHEALTHCHECK --interval=1s CMD [\"curl\", \"-f\", \"http://localhost/\"]\n");
  const std::string windows = "# escape=`\nFROM a\nCMD run c:\\x\n";
  EXPECT_EQ(mended(windows, "json-args-recommended"), windows);
  const std::string powershell = "FROM a\nSHELL [\"pwsh\", \"-c\"]\nCMD run it\n";
  EXPECT_EQ(mended(powershell, "shell-form"), powershell);
}

TEST(NoticeMends, WhatStandsAloneIsKnown) {
  const auto alone = [](const std::string& text) {
    std::string out;
    for (const NoticeFact& notice : facts_of(text).notices)
      if (notice.notice == "json-args-recommended") out += notice.alone ? "yes " : "no ";
    return out;
  };
  EXPECT_EQ(alone("FROM a\nCMD b\n"), "no ") << "the base image may have an ENTRYPOINT";
  EXPECT_EQ(alone("FROM scratch\nCMD b\n"), "yes ");
  EXPECT_EQ(alone("FROM a\nENTRYPOINT b\n"), "yes ");
  EXPECT_EQ(alone("FROM a\nENTRYPOINT b\nCMD c\n"), "no no ");
}

TEST(NoticeMends, Others) {
  EXPECT_EQ(mended("FROM a AS Build\nFROM b\nCOPY --from=BUILD /x /y\nRUN --mount=from=Build,target=/z c\n",
                   "stage-name-casing"),
            "FROM a AS build\nFROM b\nCOPY --from=build /x /y\nRUN --mount=from=build,target=/z c\n");
  EXPECT_EQ(mended("FROM a\nRUN b \\\n\n  c \\\n \t\n  d\n", "empty-continuation"),
            "FROM a\nRUN b \\\n  c \\\n  d\n");
  EXPECT_EQ(mended("FROM a\r\nRUN b \\\r\n\r\n  c\r\n", "empty-continuation"),
            "FROM a\r\nRUN b \\\r\n  c\r\n");
  EXPECT_EQ(mended("FROM a\nCMD b\nCMD c", "multiple-instructions"), "FROM a\nCMD c");
  EXPECT_EQ(mended("FROM --platform=$TARGETPLATFORM  a\n", "redundant-target-platform"), "FROM a\n");
  EXPECT_EQ(mended("FROM a\nWORKDIR /b\nWORKDIR c/../d\n", "relative-workdir-later"),
            "FROM a\nWORKDIR /b\nWORKDIR /b/d\n");
  EXPECT_EQ(mended("FROM a\nARG B\nWORKDIR /$B\nWORKDIR c\n", "relative-workdir-later"),
            "FROM a\nARG B\nWORKDIR /$B\nWORKDIR c\n")
      << "a variable may have another value";
  EXPECT_EQ(mended("FROM a\nEXPOSE 127.0.0.1:80:8080/TCP\n", "expose-invalid-format"),
            "FROM a\nEXPOSE 8080/TCP\n");
  EXPECT_EQ(mended("FROM a\nENV P=80/TCP\nEXPOSE $P\n", "expose-protocol-casing"),
            "FROM a\nENV P=80/TCP\nEXPOSE $P\n")
      << "it stands in a variable";
}

}  // namespace
}  // namespace dockgate::facts
