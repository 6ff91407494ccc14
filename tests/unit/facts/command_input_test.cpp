#include "facts/command_input.hpp"

#include <gtest/gtest.h>

namespace dockgate::facts {
namespace {

/// The runs that xargs or parallel make of the last command of `script`.
std::string fed(const std::string& script) {
  const auto source = std::make_shared<SourceFile>("Dockerfile", script);
  const auto parsed = shell::parse(text::MappedText::whole(source), {});
  std::vector<const shell::Command*> pipeline;
  for (const auto& command : parsed.commands)
    if (command.pipeline == parsed.commands.back().pipeline) pipeline.push_back(&command);
  const FileText open = [](std::string_view path) -> std::optional<text::MappedText> {
    if (path != "list") return std::nullopt;
    return text::MappedText::whole(std::make_shared<SourceFile>("list", "# x\na b\nc\n"));
  };
  std::string out;
  for (const auto& command : fed_commands(parsed.commands.back(), pipeline, open)) {
    for (const auto& word : command.words) out += word.text.text() + " ";
    out += "; ";
  }
  return out;
}

TEST(FedCommands, TakeTheWordsOfStandardInput) {
  EXPECT_EQ(fed("printf '%s\\n' a b | xargs get"), "get a b ; ");
  EXPECT_EQ(fed("echo a b c | xargs -n1 get -x"), "get -x a ; get -x b ; get -x c ; ");
  EXPECT_EQ(fed("echo a b c | xargs -n 2 -P4 get"), "get a b ; get c ; ");
  EXPECT_EQ(fed("xargs -L1 get <<E\na b\nc\nE\n"), "get a b ; get c ; ");
  EXPECT_EQ(fed("xargs get <<< 'a b'"), "get a b ; ");
  EXPECT_EQ(fed("xargs get < list"), "get # x a b c ; ");
  EXPECT_EQ(fed("grep -v '^#' list2 | xargs get"), "") << "a file that is not known";
}

TEST(FedCommands, PutItemsAtTheMark) {
  EXPECT_EQ(fed("cat list | grep -v '^#' | xargs -I{} get {} --to /m/{}"),
            "get a b --to /m/a b ; get c --to /m/c ; ");
  EXPECT_EQ(fed("cat list | grep -v '^#' | xargs -I % get %"), "get a b ; get c ; ");
  EXPECT_EQ(fed("echo a,b | tr , '\\n' | xargs -i get {}"), "get a ; get b ; ");
  EXPECT_EQ(fed("xargs -a list -n9 get"), "get # x a b c ; ");
}

TEST(FedCommands, ReadTheWordsOfParallel) {
  EXPECT_EQ(fed("parallel -j2 get ::: a b"), "get a ; get b ; ");
  EXPECT_EQ(fed("parallel get {} --x ::: a"), "get a --x ; ");
}

TEST(FedCommands, AreNoneWithoutAKnownInput) {
  EXPECT_EQ(fed("list-models | xargs get"), "");
  EXPECT_EQ(fed("echo $X | xargs get"), "");
  EXPECT_EQ(fed("get a"), "");
}

TEST(OutputOf, SeesThroughFilters) {
  const auto source = std::make_shared<SourceFile>("x", "echo cHJpbnQoMSkK | base64 -d | sort");
  const auto parsed = shell::parse(text::MappedText::whole(source), {});
  std::vector<const shell::Command*> pipeline;
  for (const auto& command : parsed.commands) pipeline.push_back(&command);
  const auto text = output_of(parsed.commands.back(), pipeline);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->view(), "print(1)\n");
  EXPECT_EQ(source->text(text->place().span), "cHJpbnQoMSkK");
}

}  // namespace
}  // namespace dockgate::facts
