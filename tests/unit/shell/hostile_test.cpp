// Shell text that is made to hang, crash or fill the memory.

#include <gtest/gtest.h>

#include "render.hpp"

namespace dockgate::shell {
namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Hostile, ReadsVeryLongChains) {
  const Script script = parse(mapped("a" + repeat(" && a", 3000)), {});
  EXPECT_EQ(script.commands.size(), 3001u);
  EXPECT_TRUE(script.problems.empty());
}

TEST(Hostile, TakesLongPipelinesApart) {
  const Script longest = parse(mapped("a" + repeat(" | a", 63)), {});
  ASSERT_EQ(longest.commands.size(), 64u);
  EXPECT_EQ(longest.commands.back().pipe_position, 63);
  EXPECT_TRUE(longest.problems.empty());
  for (const std::string& text :
       {"cat" + repeat(" | cat", 3000), "cat <<A" + repeat(" | cat", 3000) + "\nx\nA\n"}) {
    const Script script = parse(mapped(text), {});
    EXPECT_EQ(script.commands.size(), 3001u);
    EXPECT_EQ(script.commands.back().pipe_length, 1);
    EXPECT_EQ(script.problems.size(), 1u);
  }
}

TEST(Hostile, ReadsVeryManyWords) {
  const Script script = parse(mapped("echo" + repeat(" w", 100'000)), {});
  ASSERT_EQ(script.commands.size(), 1u);
  EXPECT_EQ(script.commands[0].words.size(), 100'001u);
}

TEST(Hostile, StopsAtDeepNesting) {
  for (const char* open : {"(", "{ ", "$(", "if a; then ", "\"$(", "[ -n ", "${X:-", "`"}) {
    const Script script = parse(mapped("echo x; " + repeat(open, 5000)), {});
    EXPECT_LT(script.commands.size(), 20'000u) << open;
  }
  const Script closed = parse(mapped(repeat("( ", 400) + "a" + repeat(")", 400)), {});
  EXPECT_FALSE(closed.problems.empty());
}

TEST(Hostile, BoundsWhatVariablesGrowTo) {
  std::string text = "X=xxxxxxxxxxxxxxxx\n";
  for (int i = 0; i < 60; ++i) text += "X=$X$X\n";
  const Script script = parse(mapped(text + "echo $X\n"), {});
  ASSERT_EQ(script.commands.size(), 1u);
  EXPECT_FALSE(script.commands[0].words.back().known);
}

TEST(Hostile, BoundsLoopsInLoops) {
  std::string text;
  for (int i = 0; i < 8; ++i) text += "for v" + std::to_string(i) + " in 1 2 3 4 5 6 7 8 9 10; do ";
  text += "echo $v0 $v1 $v2 $v3 $v4 $v5 $v6 $v7; ";
  text += repeat("done; ", 8);
  const Script script = parse(mapped(text), {});
  EXPECT_LE(script.commands.size(), 100'000u);
  EXPECT_FALSE(script.problems.empty());
}

TEST(Hostile, BoundsFunctionsThatCallEachOther) {
  std::string text;
  for (int i = 0; i < 8; ++i) {
    const std::string next = "f" + std::to_string(i + 1) + "; ";
    text += "f" + std::to_string(i) + "() { " + repeat(next, 10) + "}\n";
  }
  const Script script = parse(mapped(text + "f0\n"), {});
  EXPECT_LE(script.commands.size(), 100'000u);
}

TEST(Hostile, BoundsShellsInShells) {
  std::string text = "echo x";
  for (int i = 0; i < 12; ++i) {
    std::string quoted;
    for (const char c : text) quoted += (c == '\\' || c == '"') ? std::string("\\") + c : std::string(1, c);
    text = "sh -c \"" + quoted + "\"";
    if (text.size() > 100'000) break;
  }
  parse(mapped(text), {});
}

TEST(Hostile, RefusesHugeScripts) {
  const Script script = parse(mapped(std::string((4u << 20) + 1, 'x')), {});
  EXPECT_TRUE(script.commands.empty());
  ASSERT_EQ(script.problems.size(), 1u);
}

TEST(Hostile, TakesAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  parse(mapped(bytes + bytes), {});
  parse(mapped(std::string(1000, '\0')), {});
  parse(mapped("echo ${\xff:-\xfe} \"\xc3"), {});
}

}  // namespace
}  // namespace dockgate::shell
