#include "text/mapped_text.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

SourcePtr source(std::string bytes) {
  return std::make_shared<SourceFile>("f", std::move(bytes));
}

TEST(MappedText, JoinsLinesAndMapsBack) {
  const auto file = source("ab\\\ncd ef");
  MappedText text(file);
  text.append_copy("ab", 0);
  text.append_copy("cd ef", 4);
  EXPECT_EQ(text.text(), "abcd ef");
  EXPECT_EQ(text.to_source({0, 2}), (Span{0, 2}));
  EXPECT_EQ(text.to_source({1, 3}), (Span{1, 5}));  // across the join
  EXPECT_EQ(text.to_source({5, 7}), (Span{7, 9}));
}

TEST(MappedText, AReplacedPieceStandsAsAWhole) {
  const auto file = source("a${X}b");
  MappedText text(file);
  text.append_copy("a", 0);
  text.append_for("value", {1, 5});
  text.append_copy("b", 5);
  EXPECT_EQ(text.text(), "avalueb");
  EXPECT_EQ(text.to_source({2, 4}), (Span{1, 5}));
  EXPECT_EQ(text.to_source({0, 7}), (Span{0, 6}));
  EXPECT_EQ(text.to_source({6, 7}), (Span{5, 6}));
}

TEST(MappedText, SubstrKeepsPlaces) {
  const auto file = source("abc${X}def");
  MappedText text(file);
  text.append_copy("abc", 0);
  text.append_for("12", {3, 7});
  text.append_copy("def", 7);
  const MappedText part = text.substr(2, 6);
  EXPECT_EQ(part.text(), "c12d");
  EXPECT_EQ(part.to_source({0, 1}), (Span{2, 3}));
  EXPECT_EQ(part.to_source({1, 2}), (Span{3, 7}));
  EXPECT_EQ(part.to_source({3, 4}), (Span{7, 8}));
  EXPECT_TRUE(text.substr(5, 2).empty());
  EXPECT_EQ(text.substr(6, 99).text(), "ef");
}

TEST(MappedText, AnEmptyPartHasAPlace) {
  const auto file = source("hello");
  const MappedText text = MappedText::whole(file);
  EXPECT_EQ(text.to_source({2, 2}), (Span{2, 2}));
  EXPECT_EQ(text.to_source({5, 5}), (Span{5, 5}));
  EXPECT_EQ(text.to_source({99, 120}), (Span{5, 5}));
  EXPECT_EQ(MappedText(file).to_source({0, 0}), (Span{0, 0}));
}

TEST(MappedText, AppendedCopiesThatContinueBecomeOnePiece) {
  const auto file = source("abcdef");
  MappedText text(file);
  for (std::uint32_t i = 0; i < 6; ++i) text.append_copy(file->bytes().substr(i, 1), i);
  MappedText other(file);
  other.append(text);
  EXPECT_EQ(other.text(), "abcdef");
  EXPECT_EQ(other.to_source({1, 5}), (Span{1, 5}));
}

TEST(MappedText, PiecesOutOfOrderStillGiveASpanOfTheFile) {
  const auto file = source("0123456789");
  MappedText text(file);
  text.append_copy("56", 5);
  text.append_copy("12", 1);
  const Span span = text.to_source({0, 4});
  EXPECT_LE(span.begin, span.end);
  EXPECT_LE(span.end, 10u);
}

TEST(MappedText, MovesToWhereTheSameBytesStand) {
  const auto before = source("RUN a\\\nb");
  const auto after = source("# moved\nRUN a\\\nb\n");
  const auto text_in = [](const SourcePtr& file, std::uint32_t begin) {
    MappedText text(file);
    text.append_copy("a", begin + 4);
    text.append_copy("b", begin + 7);
    text.append_for("value", {begin + 4, begin + 5});
    return text;
  };
  MappedText text = text_in(before, 0);
  std::string key, moved_key;
  text.append_key(0, key);
  Mover mover(before, {0, 8}, after, 8);
  text.move(mover);
  EXPECT_FALSE(mover.strayed());
  EXPECT_EQ(text.source(), after);
  EXPECT_EQ(text.to_source({1, 2}), (Span{15, 16}));
  EXPECT_EQ(after->text(text.to_source({0, 1})), "a");
  text.append_key(8, moved_key);
  EXPECT_EQ(moved_key, key);
  std::string other;
  text_in(after, 7).append_key(8, other);
  EXPECT_NE(other, key);
}

TEST(MappedText, WhatStandsElsewhereStrays) {
  const auto before = source("ENV A=1\nRUN b");
  MappedText text(before);
  text.append_copy("1", 6);
  Mover mover(before, {8, 13}, source("RUN b"), 0);
  text.move(mover);
  EXPECT_TRUE(mover.strayed());
}

}  // namespace
}  // namespace dockgate::text
