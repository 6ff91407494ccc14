#include "dockerfile/grammar/instruction.hpp"

#include "dockerfile/grammar/x3_internal.hpp"

namespace dockgate::dockerfile::grammar {
namespace {

const x3::rule<struct word_id, Slice> instruction_word = "instruction";
const auto instruction_word_def = x3::raw[*(char_ - blank)];
BOOST_SPIRIT_DEFINE(instruction_word)

const auto space_byte = char_("\t\n\v\f\r \x85\xA0");

// The escape character is known only when the file is read, so the parser is built from it.
auto quoted(char quote, char escape) {
  const auto plain = char_ - char_(quote) - char_(escape);
  return x3::lit(quote) >> *(plain | (x3::lit(escape) >> -char_)) >> (x3::lit(quote) | x3::eoi);
}

auto flag(char escape) {
  const auto plain = char_ - space_byte - char_("\"'") - char_(escape);
  return x3::raw[*(plain | (x3::lit(escape) >> -char_) | quoted('"', escape) | quoted('\'', escape))];
}

}  // namespace

InstructionCut cut_instruction(std::string_view line) {
  Iterator it = line.data();
  const Iterator end = it + line.size();
  Slice word;
  x3::parse(it, end, instruction_word >> x3::omit[*blank], word);
  return {view_of(word), {it, static_cast<std::size_t>(end - it)}};
}

std::string_view cut_flag(std::string_view text, char escape) {
  Iterator it = text.data();
  Slice word;
  x3::parse(it, it + text.size(), flag(escape), word);
  return view_of(word);
}

}  // namespace dockgate::dockerfile::grammar
