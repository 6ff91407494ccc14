#include "lsp/help.hpp"

#include <algorithm>

namespace dockgate::lsp {

const InstructionHelp* find_instruction_help(std::string_view name) {
  const auto found = std::ranges::find(instruction_help(), name, &InstructionHelp::name);
  return found == instruction_help().end() ? nullptr : &*found;
}

const HelpItem* find_help(std::span<const HelpItem> items, std::string_view name) {
  const auto found = std::ranges::find(items, name, &HelpItem::name);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace dockgate::lsp
