// Calendar days.
#include "text/date.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(Date, ReadsRealDaysOnly) {
  EXPECT_EQ(date_from("2026-12-31"), (Date{2026, 12, 31}));
  EXPECT_TRUE(date_from("2028-02-29"));
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20261231",
                           "2026-12-31T00:00", "", "2026-12-3x", "-026-12-31"}) {
    EXPECT_FALSE(date_from(text)) << text;
  }
  EXPECT_EQ(to_string(Date{26, 1, 2}), "0026-01-02");
  EXPECT_EQ(days_between({2026, 12, 31}, {2027, 1, 1}), 1);
  EXPECT_EQ(days_between({2027, 1, 1}, {2026, 1, 1}), -365);
  EXPECT_LT((Date{2026, 11, 30}), (Date{2026, 12, 1}));
  EXPECT_EQ(to_string(days_after({2026, 12, 31}, 1)), "2027-01-01");
  EXPECT_EQ(to_string(days_after({2028, 2, 28}, 2)), "2028-03-01");
  EXPECT_EQ(to_string(days_after({9999, 12, 31}, 100)), "9999-12-31");
}

}  // namespace
}  // namespace dockgate::text
