// Differences counted in lines.
#include "text/line_diff.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

std::string diff(std::string_view before, std::string_view after) {
  const LineDiff out = line_diff(before, after);
  return "+" + std::to_string(out.added) + " -" + std::to_string(out.removed);
}

TEST(LineDiff, CountsWhatAnEditorWould) {
  EXPECT_EQ(diff("", ""), "+0 -0");
  EXPECT_EQ(diff("a\nb\n", "a\nb"), "+0 -0");
  EXPECT_EQ(diff("", "a\nb\n"), "+2 -0");
  EXPECT_EQ(diff("a\nb\n", ""), "+0 -2");
  EXPECT_EQ(diff("a\nb\nc\n", "a\nx\nc\n"), "+1 -1");
  EXPECT_EQ(diff("a\nb\nc\n", "a\nb\nnew\nnew2\nc\n"), "+2 -0");
  EXPECT_EQ(diff("a\nb\nc\n", "c\na\nb\n"), "+1 -1");
  EXPECT_EQ(diff("a\nb\nc\nd\ne\n", "b\nd\ne\nf\n"), "+1 -2");
}

TEST(LineDiff, OfTextsFarApartEnds) {
  std::string before, after;
  for (int i = 0; i < 20000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  EXPECT_EQ(diff(before, after + "a0\n"), "+20000 -19999");
}

}  // namespace
}  // namespace dockgate::text
