#include "python/budget.hpp"

#include <gtest/gtest.h>

namespace dockgate::python {
namespace {

TEST(Budget, AQuestionHasNoMoreThanItsPart) {
  std::size_t left = 100;
  Bound bound;
  {
    const Bounded bounded(left, bound, 30);
    EXPECT_EQ(left, 30u);
    EXPECT_TRUE(bound.holds);
    left -= 10;
  }
  EXPECT_EQ(left, 90u);
  {
    const Bounded bounded(left, bound, 500);
    EXPECT_EQ(left, 90u) << "nor more than there is";
    EXPECT_FALSE(bound.holds);
    left = 0;
  }
  EXPECT_EQ(left, 0u);
  EXPECT_EQ(bound.withheld, 0u);
  EXPECT_FALSE(bound.holds);
}

TEST(Budget, WhatIsKeptForAllIsPaidByWhatIsWithheld) {
  std::size_t left = 100;
  Bound bound;
  {
    const Bounded bounded(left, bound, 30);
    {
      const Whole whole(left, bound);
      EXPECT_EQ(left, 100u);
      EXPECT_FALSE(bound.holds);
      left -= 40;
    }
    EXPECT_EQ(left, 30u) << "the question has its own part still";
    {
      const Whole whole(left, bound);
      left -= 50;
    }
    EXPECT_EQ(left, 10u) << "but for what nothing was left to pay for";
  }
  EXPECT_EQ(left, 10u);
  EXPECT_EQ(bound.withheld, 0u);
  EXPECT_FALSE(bound.holds);
}

}  // namespace
}  // namespace dockgate::python
