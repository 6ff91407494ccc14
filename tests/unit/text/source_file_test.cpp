#include <gtest/gtest.h>

#include <dockgate/text.hpp>

namespace dockgate {
namespace {

TEST(SourceFile, CountsLinesFromOneAndColumnsInCodePoints) {
  const SourceFile file("a", "ab\n\xc3\xa9x\r\nlast");
  EXPECT_EQ(file.line_count(), 3u);
  EXPECT_EQ(file.position(0), (Position{1, 1}));
  EXPECT_EQ(file.position(3), (Position{2, 1}));
  EXPECT_EQ(file.position(5), (Position{2, 2}));  // behind the two bytes of é
  EXPECT_EQ(file.position(8), (Position{3, 1}));
  EXPECT_EQ(file.position(999), (Position{3, 5}));
}

TEST(SourceFile, LineSpanLeavesOutTheLineEnd) {
  const SourceFile file("a", "ab\r\n\ncd");
  EXPECT_EQ(file.text(file.line_span(1)), "ab");
  EXPECT_EQ(file.text(file.line_span(2)), "");
  EXPECT_EQ(file.text(file.line_span(3)), "cd");
  EXPECT_TRUE(file.line_span(4).empty());
  EXPECT_TRUE(file.line_span(0).empty());
}

TEST(SourceFile, ATrailingLineEndOpensNoLine) {
  EXPECT_EQ(SourceFile("a", "x\n").line_count(), 1u);
  EXPECT_EQ(SourceFile("a", "").line_count(), 1u);
  EXPECT_EQ(SourceFile("a", "x\n\n").line_count(), 2u);
}

TEST(SourceFile, BytesThatAreNotUtf8CountAsOneColumnEach) {
  const SourceFile file("a", "\xff\xfe\xc3x");
  EXPECT_EQ(file.position(3), (Position{1, 4}));
}

TEST(SourceFile, TextIsClampedToTheFile) {
  const SourceFile file("a", "abc");
  EXPECT_EQ(file.text({1, 99}), "bc");
  EXPECT_EQ(file.text({99, 1}), "");
}

}  // namespace
}  // namespace dockgate
