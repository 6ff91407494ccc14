#include "shell/decode.hpp"

#include <gtest/gtest.h>

#include "render.hpp"
#include "shell/expansion.hpp"

namespace dockgate::shell {
namespace {

TEST(Decode, KeepsUnknownExpansionsInTheRawText) {
  const Lookup lookup;
  Variables variables(lookup, {});
  const MappedText script = mapped("\"python $APP x\"");
  const Field field = decode_one(script, {0, 15}, {}, variables, DecodeMode::value);
  EXPECT_EQ(field.word.text.view(), "python  x");
  EXPECT_EQ(field.raw().view(), "python $APP x");
  EXPECT_FALSE(field.word.known);
  EXPECT_EQ(field.word.missing, "$APP");
}

TEST(Decode, LeavesQuotesAloneInHereDocuments) {
  const Lookup lookup = [](std::string_view) { return std::optional<std::string>("v"); };
  Variables variables(lookup, {});
  const MappedText script = mapped("a='$X' \\$X \\n\n");
  const Field field = decode_one(script, {0, 15}, {}, variables, DecodeMode::heredoc);
  EXPECT_EQ(field.raw().view(), "a='v' $X \\n\n");
}

TEST(SplitBraces, ReadsNameIndexAndOperation) {
  const Braces plain = split_braces("X:-y z");
  EXPECT_EQ(plain.name, "X");
  EXPECT_EQ(plain.operation, ":-");
  EXPECT_EQ(plain.word, "y z");
  EXPECT_EQ(split_braces("A[@]").index, "@");
  EXPECT_EQ(split_braces("!P").prefix, '!');
  EXPECT_EQ(split_braces("#X").prefix, '#');
  EXPECT_TRUE(split_braces("X@Q").name.empty());
  EXPECT_TRUE(split_braces("").name.empty());
  EXPECT_TRUE(split_braces("A[1").name.empty());
}

TEST(ApplyOperation, FollowsBash) {
  EXPECT_EQ(apply_operation("a/b/c", "##", "*/"), "c");
  EXPECT_EQ(apply_operation("a/b/c", "#", "*/"), "b/c");
  EXPECT_EQ(apply_operation("a/b/c", "%", "/*"), "a/b");
  EXPECT_EQ(apply_operation("a/b/c", "%%", "/*"), "a");
  EXPECT_EQ(apply_operation("abc", ":", "-2"), "bc");
  EXPECT_EQ(apply_operation("abc", ":", "1:1"), "b");
  EXPECT_EQ(apply_operation("abc", ":", "9"), "");
  EXPECT_EQ(apply_operation("abc", "/", "b/"), "ac");
  EXPECT_EQ(apply_operation("abab", "//", "b/x"), "axax");
  EXPECT_EQ(apply_operation("abc", "#", "[ab]"), std::nullopt);
  EXPECT_EQ(apply_operation("", "^", ""), "");
}

TEST(AnsiC, DecodesEscapes) {
  EXPECT_EQ(ansi_c_value("\\n"), "\n");
  EXPECT_EQ(ansi_c_value("\\x41"), "A");
  EXPECT_EQ(ansi_c_value("\\101"), "A");
  EXPECT_EQ(ansi_c_value("\\u00e9"), "\xC3\xA9");
  EXPECT_EQ(ansi_c_value("\\q"), "\\q");
  EXPECT_EQ(ansi_c_length("\\x4142"), 4u);
  EXPECT_EQ(ansi_c_length("\\1019"), 4u);
}

}  // namespace
}  // namespace dockgate::shell
