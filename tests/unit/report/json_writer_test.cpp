#include "report/json_writer.hpp"

#include <gtest/gtest.h>

namespace dockgate::report {
namespace {

TEST(JsonWriter, IndentsAndSeparates) {
  JsonWriter json;
  json.begin_object().member("a", 1).key("b").begin_array().value("x").null().end_array();
  json.key("c").begin_object().end_object().member("d", true).end_object();
  EXPECT_EQ(json.take(),
            "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    null\n  ],\n  \"c\": {},\n  \"d\": true\n}\n");
}

TEST(JsonWriter, WritesOneLineWhenCompact) {
  JsonWriter json(true);
  json.begin_object().member("a", 1).members("b", {"x", "y"}).end_object();
  EXPECT_EQ(json.take(), "{\"a\": 1, \"b\": [\"x\", \"y\"]}\n");
}

TEST(JsonWriter, EscapesWhatHasToBe) {
  JsonWriter json(true);
  json.value(std::string_view("\"\\\n\t\r\x01\x7f\0é\xc3", 11));
  EXPECT_EQ(json.take(), "\"\\\"\\\\\\n\\t\\r\\u0001\\u007f\\u0000é\xEF\xBF\xBD\"\n");
}

}  // namespace
}  // namespace dockgate::report
