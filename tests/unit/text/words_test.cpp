#include "text/words.hpp"

#include <array>

#include <gtest/gtest.h>

#include "text/utf8.hpp"

namespace dockgate::text {
namespace {

TEST(Words, DidYouMeanFindsNeighboursOnly) {
  const std::array<std::string_view, 4> names{"from", "platform", "checksum", "link"};
  EXPECT_EQ(did_you_mean("form", names), "from");
  EXPECT_EQ(did_you_mean("PLATFROM", names), "platform");
  EXPECT_EQ(did_you_mean("chekcsun", names), "checksum");
  EXPECT_EQ(did_you_mean("banana", names), "");
  EXPECT_EQ(did_you_mean("x", names), "");
  EXPECT_EQ(did_you_mean(std::string(1000, 'a'), names), "");
}

TEST(Words, HintsSayWhatIsNear) {
  const std::array<std::string_view, 2> names{"from", "platform"};
  EXPECT_EQ(hint("form", names), "did you mean `from`?");
  EXPECT_EQ(hint("form", names, "--"), "did you mean `--from`?");
  EXPECT_EQ(hint("banana", names), "");
  EXPECT_EQ(with_hint("no flag `form`", "form", names), "no flag `form`; did you mean `from`?");
  EXPECT_EQ(with_hint("no flag `banana`", "banana", names), "no flag `banana`");
  EXPECT_EQ(with_hint("no level `eror`", "eror", {"error", "info"}),
            "no level `eror`; did you mean `error`?");
}

TEST(Words, PrintableShowsWhatCouldMislead) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\\x1b[31mb");
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\u{202e}b");
  EXPECT_EQ(printable("a\xff"), "a\\xff");
  EXPECT_EQ(printable("\xc2\x9b"), "\\x9b");
  EXPECT_EQ(printable("caf\xc3\xa9\t1"), "caf\xc3\xa9 1");
  EXPECT_EQ(printable("a\nb\r"), "a\\x0ab\\x0d");
}

TEST(Words, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Words, LastPartIsWhatStandsBehindTheLastDot) {
  EXPECT_EQ(last_part("torch.hub.load"), "load");
  EXPECT_EQ(last_part("load"), "load");
  EXPECT_EQ(last_part("torch."), "");
  EXPECT_EQ(last_part(""), "");
}

TEST(Words, TrimAndCase) {
  EXPECT_EQ(trim(" \ta b\n"), "a b");
  EXPECT_EQ(trim("   "), "");
  EXPECT_EQ(upper("From"), "FROM");
  EXPECT_TRUE(equal_ignoring_case("As", "aS"));
  EXPECT_FALSE(equal_ignoring_case("As", "aSs"));
  EXPECT_TRUE(is_lower_hex("0af", 3));
  EXPECT_FALSE(is_lower_hex("0AF", 3));
  EXPECT_FALSE(is_lower_hex("0af", 4));
}

TEST(Utf8, RefusesWhatTheStandardRefuses) {
  EXPECT_EQ(to_utf8("a\xff\xc3\xa9\xc3"), "a\xEF\xBF\xBD\xc3\xa9\xEF\xBF\xBD");
  EXPECT_TRUE(is_utf8("\xf0\x9f\x98\x80"));
  EXPECT_FALSE(is_utf8("\xc0\xaf"));          // overlong
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(is_utf8("\xe2\x82"));          // cut short
  EXPECT_EQ(count_code_points("a\xf0\x9f\x98\x80\xff"), 3u);
  EXPECT_EQ(count_code_points("abcdefgh\xc3\xa9ijklmnopqrstuvw\xffxyzabcdefghij"), 38u);
}

}  // namespace
}  // namespace dockgate::text
