// The small helpers: levels, messages, regexes, versions.
#include <gtest/gtest.h>

#include "policy/conditions.hpp"
#include "policy/level.hpp"
#include "policy/message.hpp"
#include "policy/regexes.hpp"

namespace dockgate::policy {
namespace {

TEST(Level, ReadsItsWords) {
  EXPECT_EQ(level_from("off"), level_off);
  EXPECT_EQ(level_from("error"), static_cast<int>(Severity::error));
  EXPECT_FALSE(level_from("Error"));
  EXPECT_FALSE(level_from("false"));
  for (const std::string_view word : level_words) EXPECT_EQ(level_name(*level_from(word)), word);
  EXPECT_EQ(level_name(9), "");
}

TEST(Message, FillsPlaceholders) {
  const auto value = [](std::string_view name) { return "<" + std::string(name) + ">"; };
  EXPECT_EQ(fill("`{id}` of {api}", value), "`<id>` of <api>");
  EXPECT_EQ(fill("{{id}} costs {id}", value), "{id} costs <id>");
  EXPECT_EQ(fill("a { b", value), "a { b");
  EXPECT_EQ(fill("", value), "");
}

TEST(Message, NamesItsPlaceholders) {
  const auto names = placeholders("{a} {{b}} {c}");
  ASSERT_TRUE(names);
  EXPECT_EQ(*names, (std::vector<std::string_view>{"a", "c"}));
  for (const char* text : {"{", "}", "{}", "{a", "{a{b}", "a}"}) EXPECT_FALSE(placeholders(text)) << text;
}

TEST(Regexes, FindAnywhereAndNeverThrow) {
  const Regexes regexes;
  EXPECT_TRUE(Regexes::found(regexes.get("^v[0-9]"), "v12"));
  EXPECT_FALSE(Regexes::found(regexes.get("^v[0-9]"), "av12"));
  EXPECT_FALSE(Regexes::found(regexes.get("("), "("));
  EXPECT_FALSE(Regexes::found(regexes.get("a"), "\xFF\xFE"));
  EXPECT_EQ(&regexes.get("x"), &regexes.get("x"));
  EXPECT_FALSE(regex_complaint("a|b"));
  EXPECT_TRUE(regex_complaint("(?=a)"));
  EXPECT_TRUE(regex_complaint("((a{1,100}){1,100}){1,100}"));
}

TEST(Versions, CompareByParts) {
  EXPECT_EQ(compare_versions("1.2", "1.2"), 0);
  EXPECT_LT(compare_versions("1.9", "1.10"), 0);
  EXPECT_GT(compare_versions("v2.0.0", "1.99"), 0);
  EXPECT_EQ(compare_versions("2", "2.0"), 0);
  EXPECT_LT(compare_versions("2.0rc1", "2.0"), 0);
  EXPECT_LT(compare_versions("2.6", "2.6.1"), 0);
  EXPECT_EQ(compare_versions("", ""), 0);
  EXPECT_GT(compare_versions("99999999999999999999999", "abc"), -2);  // no overflow trap
}

}  // namespace
}  // namespace dockgate::policy
