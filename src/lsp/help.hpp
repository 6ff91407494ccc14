#pragma once
// What editors are told of instructions, flags and labels: policies/catalog/instructions.yaml as constant
// tables, made when the project is built.

#include <span>
#include <string_view>

namespace dockgate::lsp {

/// A flag, directive, label key or predefined variable.
struct HelpItem {
  std::string_view name, text;
  std::span<const std::string_view> values;  // that it takes; none where they are not few
};

struct InstructionHelp {
  std::string_view name;                    // upper case
  std::string_view text, more;              // one sentence, and what else there is to say
  std::span<const std::string_view> forms;  // "COPY [FLAGS] SOURCE... DESTINATION"
  std::span<const HelpItem> flags;
};

std::span<const InstructionHelp> instruction_help();  // sorted by name
std::span<const HelpItem> directive_help();
std::span<const HelpItem> label_help();
std::span<const HelpItem> variable_help();

/// By name in upper case; null when there is none.
const InstructionHelp* find_instruction_help(std::string_view name);
const HelpItem* find_help(std::span<const HelpItem> items, std::string_view name);

}  // namespace dockgate::lsp
