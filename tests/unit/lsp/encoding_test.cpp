#include "lsp/encoding.hpp"

#include <gtest/gtest.h>

namespace dockgate::lsp {
namespace {

TEST(Encoding, CountsInTheAgreedUnits) {
  const std::string text = "a\xF0\x9F\x90\xB3z\r\n\xC3\xA9x\rlast";  // a🐳z, éx, last
  const LineIndex lines(text);
  EXPECT_EQ(lines.line_count(), 3u);
  EXPECT_EQ(lines.position(5, Encoding::utf8), (EditorPosition{0, 5}));
  EXPECT_EQ(lines.position(5, Encoding::utf16), (EditorPosition{0, 3}));
  EXPECT_EQ(lines.position(5, Encoding::utf32), (EditorPosition{0, 2}));
  EXPECT_EQ(lines.offset({0, 3}, Encoding::utf16), 5u);
  EXPECT_EQ(lines.offset({0, 2}, Encoding::utf16), 1u) << "inside of a surrogate pair: its beginning";
  EXPECT_EQ(lines.offset({1, 1}, Encoding::utf32), 10u);
  EXPECT_EQ(lines.position(12, Encoding::utf8), (EditorPosition{2, 0}));
  EXPECT_EQ(text.substr(lines.line(0).begin, lines.line(0).end - lines.line(0).begin), "a\xF0\x9F\x90\xB3z");
}

TEST(Encoding, CutsWhatLiesOutside) {
  const LineIndex lines("ab\ncd\n");
  EXPECT_EQ(lines.line_count(), 3u);
  EXPECT_EQ(lines.offset({0, 99}, Encoding::utf16), 2u);
  EXPECT_EQ(lines.offset({2, 0}, Encoding::utf16), 6u);
  EXPECT_EQ(lines.offset({99, 99}, Encoding::utf16), 6u);
  EXPECT_EQ(lines.position(99, Encoding::utf16), (EditorPosition{2, 0}));
  EXPECT_EQ(LineIndex("").offset({0, 5}, Encoding::utf8), 0u);
}

TEST(Encoding, GoesThereAndBackForEveryCharacter) {
  const std::string text =
      "x\xF0\x9F\x90\xB3\xC3\xA9\n\xff"
      "b\r\n\r\xE2\x82\xAC";
  const LineIndex lines(text);
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16, Encoding::utf32}) {
    for (const std::uint32_t offset : {0u, 1u, 5u, 7u, 8u, 9u, 10u, 12u, 13u, 16u})
      EXPECT_EQ(lines.offset(lines.position(offset, encoding), encoding), offset);
  }
}

}  // namespace
}  // namespace dockgate::lsp
