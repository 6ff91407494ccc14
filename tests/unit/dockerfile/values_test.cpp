#include "dockerfile/values.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace dockgate::dockerfile {
namespace {

TEST(Duration, IsReadAsGoDoes) {
  EXPECT_EQ(parse_duration("0"), 0);
  EXPECT_EQ(parse_duration("1m30s"), 90'000'000'000);
  EXPECT_EQ(parse_duration("1.5h"), 5'400'000'000'000);
  EXPECT_EQ(parse_duration(".5s"), 500'000'000);
  EXPECT_EQ(parse_duration("5.s"), 5'000'000'000);
  EXPECT_EQ(parse_duration("-1\xC2\xB5s"), -1000);
  EXPECT_EQ(parse_duration("+2ms"), 2'000'000);
  EXPECT_EQ(parse_duration("-9223372036854775808ns"), std::numeric_limits<std::int64_t>::min());
  for (const char* bad :
       {"", "-", "1", "s", ".s", "1d", "1s2", "9223372036854775808ns", "3000000h", "1 s", "--1s"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(Numbers, AreReadAsGoDoes) {
  EXPECT_EQ(parse_int32("+3"), 3);
  EXPECT_EQ(parse_int32("-0"), 0);
  EXPECT_EQ(parse_int32("2147483647"), 2147483647);
  for (const char* bad : {"", "+", "+-1", "0x1", "1_0", " 1", "2147483648"})
    EXPECT_FALSE(parse_int32(bad)) << bad;
  EXPECT_EQ(parse_uint32("755", 8), 493u);
  for (const char* bad : {"", "+1", "-1", "8", "1x"}) EXPECT_FALSE(parse_uint32(bad, 8)) << bad;
}

TEST(Bool, HasTwelveSpellings) {
  EXPECT_EQ(parse_bool("t"), true);
  EXPECT_EQ(parse_bool("False"), false);
  EXPECT_FALSE(parse_bool("yes"));
  EXPECT_FALSE(parse_bool("tRUE"));
}

TEST(ByteSize, TakesUnits) {
  for (const char* good : {"32", "32b", "1.5k", "1 GiB", "10MB", "2pb"})
    EXPECT_TRUE(is_byte_size(good)) << good;
  for (const char* bad : {"", "k", "1 x", "1bb", "-1", "1kk", "1kibs", "1.2.3"})
    EXPECT_FALSE(is_byte_size(bad)) << bad;
}

}  // namespace
}  // namespace dockgate::dockerfile
