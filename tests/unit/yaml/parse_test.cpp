#include <gtest/gtest.h>

#include "yaml/node.hpp"

namespace dockgate::yaml {
namespace {

SourcePtr file(std::string text) {
  return std::make_shared<SourceFile>("policy.yaml", std::move(text));
}

Node read(std::string text) {
  const auto result = parse(file(std::move(text)));
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? *result : Node{};
}

// "line:column message" of the failure.
std::string failure(std::string text) {
  const SourcePtr source = file(std::move(text));
  const auto result = parse(source);
  if (result) return "no failure";
  const Position at = source->position(result.error().at.span.begin);
  return std::to_string(at.line) + ":" + std::to_string(at.column) + " " + result.error().message;
}

std::string written(const Node& node) {
  return std::string(node.at.source->text(node.at.span));
}

TEST(YamlParse, ReadsMapsInOrder) {
  const Node node = read("b: 1\na: [x, 'y']\n");
  ASSERT_TRUE(node.is_map());
  ASSERT_EQ(node.entries.size(), 2u);
  EXPECT_EQ(node.entries[0].first.scalar, "b");
  ASSERT_TRUE(node.find("a")->is_sequence());
  EXPECT_EQ(node.find("a")->items[1].scalar, "y");
  EXPECT_TRUE(node.find("a")->items[1].quoted);
  EXPECT_EQ(node.find("c"), nullptr);
}

TEST(YamlParse, FollowsTheYaml12CoreSchema) {
  const Node node = read(
      "a: off\nb: no\nc: 2027-01-15\nd: 010\ne: True\nf: 'true'\ng: 0x1F\nh: ~\ni:\nj: '12'\nk: 0o17\nl: "
      "+5\nm: -5\nn: 1_000\no: !!str 12\n");
  EXPECT_FALSE(node.find("a")->boolean());
  EXPECT_EQ(node.find("a")->scalar, "off");
  EXPECT_FALSE(node.find("b")->boolean());
  EXPECT_EQ(node.find("c")->scalar, "2027-01-15");
  EXPECT_FALSE(node.find("c")->integer());
  EXPECT_EQ(node.find("d")->integer(), 10);
  EXPECT_EQ(node.find("d")->scalar, "010");
  EXPECT_EQ(node.find("e")->boolean(), true);
  EXPECT_FALSE(node.find("f")->boolean());
  EXPECT_EQ(node.find("g")->integer(), 31);
  EXPECT_TRUE(node.find("h")->is_null());
  EXPECT_TRUE(node.find("i")->is_null());
  EXPECT_FALSE(node.find("j")->integer());
  EXPECT_EQ(node.find("k")->integer(), 15);
  EXPECT_EQ(node.find("l")->integer(), 5);
  EXPECT_EQ(node.find("m")->integer(), -5);
  EXPECT_FALSE(node.find("n")->integer());
  EXPECT_FALSE(node.find("o")->integer());
}

TEST(YamlParse, GivesThePlaceOfEachScalarAsWritten) {
  const Node node = read(
      "\xEF\xBB\xBF"
      "# \xC3\xA4\nk\xC3\xA4se: &x plain text  # comment\nq: \"a \\\" b\"\ns: 'it''s'\nblock: |\n  one\n  "
      "two\nlist: {in: [ !!str 3 ]}\n");
  EXPECT_EQ(written(node.entries[0].first), "k\xC3\xA4se");
  EXPECT_EQ(written(node.entries[0].second), "plain text");
  EXPECT_EQ(written(*node.find("q")), "\"a \\\" b\"");
  EXPECT_EQ(written(*node.find("s")), "'it''s'");
  EXPECT_EQ(node.find("s")->scalar, "it's");
  EXPECT_EQ(written(*node.find("block")), "|");
  EXPECT_EQ(node.find("block")->scalar, "one\ntwo\n");
  EXPECT_EQ(written(node.find("list")->find("in")->items[0]), "3");
  EXPECT_EQ(written(*node.find("list")), "{");
  const Position at = node.at.source->position(node.entries[0].second.at.span.begin);
  EXPECT_EQ(at, (Position{2, 10}));
}

TEST(YamlParse, KeepsPlacesUnderCrLf) {
  const Node node = read("a: 1\r\nb: two\r\n");
  EXPECT_EQ(written(*node.find("b")), "two");
  EXPECT_EQ(node.at.source->position(node.find("b")->at.span.begin), (Position{2, 4}));
}

TEST(YamlParse, KeepsForeignTags) {
  EXPECT_EQ(read("a: !reset x\n").find("a")->tag, "!reset");
  EXPECT_EQ(read("a: !override [1]\n").find("a")->tag, "!override");
  EXPECT_EQ(read("a: !!map {}\n").find("a")->tag, "");
}

TEST(YamlParse, CopiesAliases) {
  const Node node = read("a: &x {k: [1, 2]}\nb: *x\n");
  EXPECT_EQ(node.find("b")->find("k")->items[1].scalar, "2");
  EXPECT_EQ(node.at.source->position(node.find("b")->find("k")->at.span.begin).line, 1u);
}

TEST(YamlParse, ReadsAnEmptyFileAsNull) {
  EXPECT_TRUE(read("").is_null());
  EXPECT_NE(read("").at.source, nullptr);
  EXPECT_TRUE(read("# nothing\n").is_null());
  EXPECT_TRUE(read("---\n").is_null());
}

TEST(YamlParse, RefusesWithPlace) {
  EXPECT_EQ(failure("a: 1\nb: 2\na: 3\n"), "3:1 the key `a` stands here twice");
  EXPECT_EQ(failure("? [a]\n: 1\n"), "1:3 a key has to be text");
  EXPECT_EQ(failure("a: 1\n---\nb: 1\n"), "2:1 a second document begins here; only one is read");
  EXPECT_EQ(failure("a: &x [*x]\n"), "1:8 the alias stands inside of the value that it repeats");
  EXPECT_EQ(failure("a: 1\nb: \xFF\n"), "2:4 not valid YAML: a byte that is not UTF-8 text");
  EXPECT_EQ(failure(std::string("a\0b", 3)), "1:2 not valid YAML: a byte that is not UTF-8 text");
  EXPECT_EQ(failure("a: 1\nb: [1, 2\n").substr(0, 20), "2:10 not valid YAML:");
  EXPECT_EQ(failure("a: *nobody\n").substr(0, 20), "1:4 not valid YAML: ");
  EXPECT_EQ(failure("a: 1\n b: 2\n").substr(0, 20), "2:3 not valid YAML: ");
}

TEST(YamlParse, BoundsNesting) {
  EXPECT_EQ(failure(std::string(101, '[') + std::string(101, ']')), "1:101 nested too deeply");
  EXPECT_TRUE(parse(file(std::string(100, '[') + std::string(100, ']'))));
  EXPECT_NE(failure(std::string(200'000, '[')).find("nested too deeply"), std::string::npos);
  std::string chain = "a0: &a0 [[[[[[[[[[x]]]]]]]]]]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string n = std::to_string(i), before = std::to_string(i - 1);
    chain += "a" + n + ": &a" + n + " [[[[[[[[[[*a" + before + "]]]]]]]]]]\n";
  }
  EXPECT_NE(failure(chain).find("nested too deeply"), std::string::npos);
}

TEST(YamlParse, BoundsAliases) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string name = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += (k ? ", " : "") + name;
    bomb += "]\n";
  }
  EXPECT_NE(failure(bomb).find("expand to too much"), std::string::npos);
  std::string wide = "a: &a " + std::string(1 << 20, 'x') + "\nb: [";
  for (int k = 0; k < 100; ++k) wide += "*a, ";
  EXPECT_NE(failure(wide + "]\n").find("expand to too much"), std::string::npos);
}

}  // namespace
}  // namespace dockgate::yaml
