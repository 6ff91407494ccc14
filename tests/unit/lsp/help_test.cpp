#include "lsp/help.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dockerfile/keywords.hpp"

namespace dockgate::lsp {
namespace {

TEST(Help, SpeaksOfEveryInstructionAndFlagThatTheParserKnows) {
  EXPECT_EQ(instruction_help().size(), dockerfile::keywords().size());
  EXPECT_TRUE(std::ranges::is_sorted(instruction_help(), {}, &InstructionHelp::name));
  for (const dockerfile::Keyword& keyword : dockerfile::keywords()) {
    const InstructionHelp* help = find_instruction_help(keyword.name);
    ASSERT_NE(help, nullptr) << keyword.name;
    EXPECT_FALSE(help->forms.empty()) << keyword.name;
    for (const std::string_view form : help->forms) EXPECT_TRUE(form.starts_with(keyword.name)) << form;
    EXPECT_EQ(help->flags.size(), keyword.flags.size()) << keyword.name;
    for (const dockerfile::KnownFlag& flag : keyword.flags)
      EXPECT_NE(find_help(help->flags, flag.name), nullptr) << keyword.name << " --" << flag.name;
  }
}

}  // namespace
}  // namespace dockgate::lsp
