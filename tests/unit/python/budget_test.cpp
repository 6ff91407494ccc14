#include "python/budget.hpp"

#include <gtest/gtest.h>

namespace dockgate::python {
namespace {

TEST(Budget, AQuestionHasNoMoreThanItsPart) {
  std::size_t left = 100, withheld = 0;
  {
    const Bounded bounded(left, withheld, 30);
    EXPECT_EQ(left, 30u);
    left -= 10;
  }
  EXPECT_EQ(left, 90u);
  {
    const Bounded bounded(left, withheld, 500);
    EXPECT_EQ(left, 90u) << "nor more than there is";
    left = 0;
  }
  EXPECT_EQ(left, 0u);
  EXPECT_EQ(withheld, 0u);
}

TEST(Budget, WhatIsKeptForAllIsPaidByWhatIsWithheld) {
  std::size_t left = 100, withheld = 0;
  {
    const Bounded bounded(left, withheld, 30);
    {
      const Whole whole(left, withheld);
      EXPECT_EQ(left, 100u);
      left -= 40;
    }
    EXPECT_EQ(left, 30u) << "the question has its own part still";
    {
      const Whole whole(left, withheld);
      left -= 50;
    }
    EXPECT_EQ(left, 10u) << "but for what nothing was left to pay for";
  }
  EXPECT_EQ(left, 10u);
  EXPECT_EQ(withheld, 0u);
}

}  // namespace
}  // namespace dockgate::python
