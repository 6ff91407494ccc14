#include "report/excerpt.hpp"

#include <gtest/gtest.h>

namespace dockgate::report {
namespace {

std::string shown(const std::string& text, std::string_view from, std::string_view to,
                  std::string_view label = {}) {
  const auto begin = static_cast<std::uint32_t>(text.find(from));
  const auto end = static_cast<std::uint32_t>(text.find(to, begin) + to.size());
  const Place place{std::make_shared<SourceFile>("f", text), {begin, end}};
  ExcerptOptions options;
  options.gutter = gutter_width(place);
  return excerpt(place, label, options, Style(false));
}

TEST(Excerpt, MarksAWord) {
  EXPECT_EQ(shown("FROM python:3\n", "python", "3", "a tag"),
            " --> f:1:6\n"
            "  |\n"
            "1 | FROM python:3\n"
            "  |      ^^^^^^^^ a tag\n");
}

TEST(Excerpt, PutsCaretsRightBehindTabs) {
  EXPECT_EQ(shown("\tx\ty = 1\n", "y", "y"),
            " --> f:1:4\n"
            "  |\n"
            "1 |     x   y = 1\n"
            "  |         ^\n");
}

TEST(Excerpt, CountsWideAndCombiningCharactersAsTheyAreShown) {
  // 模型 takes four columns, e with a combining acute takes one.
  EXPECT_EQ(shown("模型 e\u0301 x\n", "x", "x"),
            " --> f:1:7\n"
            "  |\n"
            "1 | 模型 e\u0301 x\n"
            "  |        ^\n");
}

TEST(Excerpt, ShowsControlAndBrokenBytesAsEscapes) {
  EXPECT_EQ(shown("a\x1b[2J\xff x\n", "x", "x"),
            " --> f:1:8\n"
            "  |\n"
            "1 | a\\x1b[2J\\xff x\n"
            "  |              ^\n");
}

TEST(Excerpt, BracketsASpanOverSeveralLines) {
  EXPECT_EQ(shown("m = load(\n    \"x\",\n    trust=True,\n)\n", "load", ")"),
            " --> f:1:5\n"
            "  |\n"
            "1 |   m = load(\n"
            "  |  _____^\n"
            "2 | |     \"x\",\n"
            "3 | |     trust=True,\n"
            "4 | | )\n"
            "  | |_^\n");
}

TEST(Excerpt, ElidesTheMiddleOfALongSpan) {
  std::string text = "f(\n";
  for (int i = 0; i < 50; ++i) text += "  a,\n";
  text += ")\n";
  const std::string out = shown(text, "f", ")");
  EXPECT_NE(out.find("..."), std::string::npos);
  EXPECT_NE(out.find("52 | | )\n   | |_^\n"), std::string::npos) << out;
  EXPECT_LT(std::count(out.begin(), out.end(), '\n'), 14);
}

TEST(Excerpt, CutsALongLineAroundTheSpan) {
  const std::string text = std::string(100000, 'a') + "MARK" + std::string(100000, 'b') + "\n";
  const std::string out = shown(text, "MARK", "MARK");
  EXPECT_LT(out.size(), 800u);
  EXPECT_NE(out.find("MARK"), std::string::npos);
  EXPECT_NE(out.find("^^^^\n"), std::string::npos);
}

TEST(Excerpt, CutsBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "型";
  text += "MARK";
  for (int i = 0; i < 200; ++i) text += "型";
  EXPECT_EQ(shown(text, "MARK", "MARK").find("\\x"), std::string::npos);
}

TEST(Excerpt, MarksAnEmptySpanAndTheEndOfTheFile) {
  const auto source = std::make_shared<SourceFile>("f", "ab\n");
  const std::string out = excerpt({source, {3, 3}}, {}, {}, Style(false));
  EXPECT_NE(out.find("^"), std::string::npos);
  EXPECT_EQ(excerpt({std::make_shared<SourceFile>("f", ""), {0, 0}}, {}, {}, Style(false)), " --> f:1:1\n");
}

TEST(Excerpt, StopsBeforeTheLineEndThatASpanHolds) {
  EXPECT_EQ(shown("RUN a\nRUN b\n", "RUN", "a\n"),
            " --> f:1:1\n"
            "  |\n"
            "1 | RUN a\n"
            "  | ^^^^^\n");
}

TEST(Excerpt, SpansBeyondTheFileAreClamped) {
  const auto source = std::make_shared<SourceFile>("f", "ab\n");
  EXPECT_NE(excerpt({source, {100, 4000000000u}}, {}, {}, Style(false)).find("-->"), std::string::npos);
}

}  // namespace
}  // namespace dockgate::report
