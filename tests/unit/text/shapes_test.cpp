#include "text/shapes.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(Shapes, LettersOfOtherShapesBecomePlain) {
  EXPECT_EQ(plain_shapes("\U0001d68f\U0001d69b\U0001d698\U0001d696_pretrained"), "from_pretrained");
  EXPECT_EQ(plain_shapes("\uff26\uff52\uff4f\uff4d\uff3f\uff11"), "From_1");
  EXPECT_EQ(plain_shapes("\ufb01le \u212f\u02b3 \u2167"), "file er \u2167");
  EXPECT_EQ(plain_shapes("\u00fc\u4e2d \xff\xc3"), "\u00fc\u4e2d \xff\xc3");
  EXPECT_TRUE(has_other_shapes("x\U0001d400"));
  EXPECT_FALSE(has_other_shapes("\u00fc\u4e2d\u6587 plain"));
}

}  // namespace
}  // namespace dockgate::text
