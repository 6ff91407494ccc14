#include "shell/brace_expansion.hpp"

#include <gtest/gtest.h>

namespace dockgate::shell {
namespace {

std::string words_of(std::string_view text) {
  std::string out;
  for (const auto& pieces : expand_braces(text, {0, static_cast<std::uint32_t>(text.size())}, {})) {
    if (!out.empty()) out += ' ';
    for (const BracePiece& piece : pieces)
      out += piece.counted.empty()
                 ? std::string(text.substr(piece.part.begin, piece.part.end - piece.part.begin))
                 : piece.counted;
  }
  return out;
}

TEST(BraceExpansion, ListsAreTakenApart) {
  EXPECT_EQ(words_of("a{b,c}d"), "abd acd");
  EXPECT_EQ(words_of("{a,b}{1,2}"), "a1 a2 b1 b2");
  EXPECT_EQ(words_of("x{a,{b,c}}"), "xa xb xc");
  EXPECT_EQ(words_of("m{,.gz}"), "m m.gz");
}

TEST(BraceExpansion, SequencesCount) {
  EXPECT_EQ(words_of("{1..3}"), "1 2 3");
  EXPECT_EQ(words_of("{3..1}"), "3 2 1");
  EXPECT_EQ(words_of("{08..10}"), "08 09 10");
  EXPECT_EQ(words_of("{1..9..4}"), "1 5 9");
  EXPECT_EQ(words_of("{a..c}"), "a b c");
}

TEST(BraceExpansion, WhatIsNoneStaysAsItIs) {
  for (const std::string_view text :
       {"{}", "{a}", "a{b", "\"{a,b}\"", "'{a,b}'", "\\{a,b}", "${A,B}", "{1..x}", "{a b,c}", "{1..1000}"})
    EXPECT_EQ(words_of(text), text);
}

TEST(BraceExpansion, HostileTextsEnd) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "{a,";
  EXPECT_EQ(words_of(deep), deep);
  std::string wide;
  for (int i = 0; i < 40; ++i) wide += "{a,b}";
  EXPECT_EQ(words_of(wide), wide);
}

}  // namespace
}  // namespace dockgate::shell
