#include "facts/value_forms.hpp"

#include <gtest/gtest.h>

namespace dockgate::facts {
namespace {

using Forms = std::vector<std::string>;

TEST(ValueForms, KnowAddresses) {
  EXPECT_EQ(value_forms("https://example.com/a?b=%20#c"), Forms{"url"});
  EXPECT_EQ(value_forms("mailto:a@b.example"), Forms{"url"});
  for (const char* none :
       {"", "example", "http//a", "https://a b", "https://a%2", "1a:b", "https://a#b#c", "https://ä"})
    EXPECT_EQ(value_forms(none), Forms{}) << none;
}

TEST(ValueForms, KnowMailAddresses) {
  EXPECT_EQ(value_forms("a.b+c@example.com"), Forms{"email"});
  EXPECT_EQ(value_forms("\"a b\"@example.com"), Forms{"email"});
  EXPECT_EQ(value_forms("a@[127.0.0.1]"), Forms{"email"});
  for (const char* none : {"a", "@b", "a@", "a..b@c", "a b@c", "A <a@b>"})
    EXPECT_EQ(value_forms(none), Forms{}) << none;
}

TEST(ValueForms, KnowTimes) {
  for (const char* time :
       {"2026-08-22T10:00:00Z", "2024-02-29t23:59:60.125+02:00", "2026-08-22 10:00:00-00:30"})
    EXPECT_EQ(value_forms(time), Forms{"time"}) << time;
  for (const char* none :
       {"2026-08-22", "2026-08-22T10:00:00", "2026-02-29T10:00:00Z", "2026-13-01T10:00:00Z",
        "2026-08-22T24:00:00Z", "2026-08-22T10:00:00.Z", "2026-08-22T10:00:00+0200", "20260822T100000Z"})
    EXPECT_EQ(value_forms(none), Forms{}) << none;
}

TEST(ValueForms, KnowLicencesCommitsAndVersions) {
  EXPECT_EQ(value_forms("Apache-2.0"), Forms{"licence"});
  EXPECT_EQ(value_forms("MIT OR Apache-2.0"), Forms{});
  EXPECT_EQ(value_forms("apache-2.0"), Forms{});
  EXPECT_EQ(value_forms("0123456789abcdef0123456789abcdef01234567"), Forms{"commit"});
  EXPECT_EQ(value_forms("abcdef0"), Forms{"commit"});
  EXPECT_EQ(value_forms("ABCDEF0"), Forms{});
  EXPECT_EQ(value_forms("1.2.3-rc.1+b-2"), Forms{"version"});
  for (const char* none : {"1.2", "v1.2.3", "1.2.3.4", "1.2.3-", "1.2.3+", "1.2.x"})
    EXPECT_EQ(value_forms(none), Forms{}) << none;
}

}  // namespace
}  // namespace dockgate::facts
