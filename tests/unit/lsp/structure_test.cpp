#include "lsp/structure.hpp"

#include <gtest/gtest.h>

#include "dockerfile/parse.hpp"

namespace dockgate::lsp {
namespace {

const char* const text =
    "# syntax=docker/dockerfile:1\n# one\n# two\nARG BASE=python\nFROM ${BASE} AS build\nENV A=1 B=2\nRUN "
    "--mount=type=cache,target=/c \\\n"
    "  # why\n  pip install \"x\" $A\nFROM scratch\nCOPY --from=build <<EOF /run.sh\n#!/bin/sh\nif true; "
    "then echo \"$A\"; fi\nEOF\nEXPOSE 80\n";

dockerfile::File parsed(const std::string& bytes) {
  return dockerfile::parse(std::make_shared<SourceFile>("Dockerfile", bytes));
}

TEST(Structure, Outline) {
  const auto symbols = outline(parsed(text));
  ASSERT_EQ(symbols.size(), 3u);
  EXPECT_EQ(symbols[0].name, "BASE");
  EXPECT_EQ(symbols[0].kind, Symbol::Kind::argument);
  EXPECT_EQ(symbols[1].name, "build");
  EXPECT_EQ(symbols[1].detail, "${BASE}");
  ASSERT_EQ(symbols[1].children.size(), 3u);
  EXPECT_EQ(symbols[1].children[1].name, "B");
  EXPECT_EQ(symbols[2].name, "FROM scratch");
  for (const Symbol& symbol : symbols) {
    EXPECT_LE(symbol.span.begin, symbol.selection.begin);
    EXPECT_LE(symbol.selection.end, symbol.span.end);
  }
}

TEST(Structure, Folds) {
  std::string out;
  for (const Fold& fold : folds(parsed(text)))
    out += std::to_string(fold.first) + "-" + std::to_string(fold.last) +
           (fold.kind == Fold::Kind::comment ? "c " : " ");
  EXPECT_EQ(out, "2-3c 5-9 7-9 10-15 11-14 ");
}

TEST(Structure, SelectionsGrow) {
  const dockerfile::File file = parsed(text);
  const auto at = static_cast<std::uint32_t>(std::string(text).find("$A\nFROM") + 1);
  const auto spans = selections(file, at);
  ASSERT_GE(spans.size(), 4u);
  EXPECT_EQ(file.source->text(spans[0]), "A");
  EXPECT_EQ(file.source->text(spans[1]), "$A");
  EXPECT_EQ(spans.back(), (Span{0, static_cast<std::uint32_t>(file.source->bytes().size())}));
  for (std::size_t i = 1; i < spans.size(); ++i) {
    EXPECT_LE(spans[i].begin, spans[i - 1].begin);
    EXPECT_GE(spans[i].end, spans[i - 1].end);
  }
}

TEST(Structure, Tokens) {
  const dockerfile::File file = parsed(text);
  std::string out;
  std::uint32_t end = 0;
  for (const Token& token : tokens(file)) {
    EXPECT_GE(token.span.begin, end);
    end = token.span.end;
    const std::string_view word = file.source->text(token.span);
    EXPECT_EQ(word.find('\n'), std::string_view::npos);
    out += std::string(word) + ":" + token_types[static_cast<std::size_t>(token.kind)] + " ";
  }
  for (const char* wanted :
       {"FROM:keyword", "AS:keyword", "build:class", "BASE:variable",
        "--mount=type=cache,target=/c:parameter", "# why:comment", "\"x\":string", "pip:function",
        "<<EOF:macro", "#!/bin/sh:comment", "if:keyword", "80:number", "EOF:macro"})
    EXPECT_NE(out.find(wanted), std::string::npos) << wanted << " in " << out;
}

TEST(Structure, TokensOfCommands) {
  const dockerfile::File file = parsed(
      "FROM x\nRUN apt-get install \\\n  curl-dev && A=1 ./run.sh x && if true; then python3.12 a; fi\n");
  std::string programs;
  for (const Token& token : tokens(file))
    if (token_types[static_cast<std::size_t>(token.kind)] == std::string_view("function"))
      programs += std::string(file.source->text(token.span)) + " ";
  EXPECT_EQ(programs, "apt-get ./run.sh true python3.12 ");
}

TEST(Structure, OfAnythingAtAll) {
  for (const char* odd : {"", "\n", "FROM", "RUN <<A <<B\nx\nA\ny\n", "ONBUILD\n", "FOO \xff\xfe\n",
                          "ENV\nARG\nLABEL =\n", "RUN \"\\\n", "# escape=`\nRUN a `\n b\n"}) {
    const dockerfile::File file = parsed(odd);
    outline(file);
    folds(file);
    tokens(file);
    for (std::uint32_t at = 0; at <= file.source->bytes().size(); ++at)
      EXPECT_FALSE(selections(file, at).empty() && !file.source->bytes().empty());
  }
}

}  // namespace
}  // namespace dockgate::lsp
