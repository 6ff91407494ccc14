#include <gtest/gtest.h>

#include "yaml/node.hpp"

namespace dockgate::yaml {
namespace {

struct Read {
  explicit Read(std::string text)
      : node(*parse(std::make_shared<SourceFile>("policy.yaml", std::move(text)))),
        reader(node, "the policy", problems) {}
  std::vector<std::string> messages() const {
    std::vector<std::string> result;
    for (const Problem& problem : problems) {
      const Position at = problem.at.source->position(problem.at.span.begin);
      result.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + " " + problem.message);
    }
    return result;
  }
  Node node;
  std::vector<Problem> problems;
  MapReader reader;
};
using Messages = std::vector<std::string>;

TEST(MapReader, ReadsWhatIsThere) {
  Read read("name: x\non: true\ncount: 3\nlist: [a, b]\none: c\nnothing:\n");
  EXPECT_EQ(read.reader.required_text("name"), "x");
  EXPECT_TRUE(read.reader.boolean("on", false));
  EXPECT_EQ(read.reader.integer("count"), 3);
  EXPECT_EQ(read.reader.texts("list"), (Messages{"a", "b"}));
  EXPECT_EQ(read.reader.texts("one"), Messages{"c"});
  EXPECT_EQ(read.reader.optional("nothing"), nullptr);
  EXPECT_EQ(read.reader.text("absent", "fallback"), "fallback");
  read.reader.finish();
  EXPECT_EQ(read.messages(), Messages{});
}

TEST(MapReader, CollectsEveryMistake) {
  Read read("name: [x]\non: maybe\ncount: many\nlist: [[a]]\nseverty: x\n");
  read.reader.required_text("name");
  EXPECT_TRUE(read.reader.boolean("on", true));
  read.reader.integer("count");
  read.reader.texts("list");
  read.reader.required("severity");
  read.reader.finish();
  EXPECT_EQ(read.messages(), (Messages{"1:7 `name` of the policy has to be text",
                                       "2:5 `on` of the policy has to be true or false",
                                       "3:8 `count` of the policy has to be a whole number",
                                       "4:7 `list` of the policy has to be a list of texts",
                                       "1:1 the policy lacks the key `severity`",
                                       "5:1 unknown key `severty` in the policy; did you mean `severity`?"}));
}

TEST(MapReader, ItemsOfAList) {
  Read read("list: [a, b]\nempty: []\none: c\n");
  EXPECT_EQ(read.reader.required_items("list").size(), 2U);
  EXPECT_TRUE(read.reader.required_items("empty").empty());
  EXPECT_TRUE(read.reader.required_items("one").empty());
  EXPECT_TRUE(read.reader.required_items("absent").empty());
  EXPECT_EQ(read.messages(),
            (Messages{"3:6 `one` of the policy has to be a list", "1:1 the policy lacks the key `absent`"}));
}

TEST(MapReader, SaysOnceThatItIsNoMap) {
  Read read("- a\n");
  EXPECT_EQ(read.reader.required("name"), nullptr);
  read.reader.finish();
  EXPECT_EQ(read.messages(), Messages{"1:1 the policy has to be a map of keys and values"});
}

}  // namespace
}  // namespace dockgate::yaml
