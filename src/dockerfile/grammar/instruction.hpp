#pragma once
// The grammar of an instruction's first word and of its flags.

#include <string_view>

namespace dockgate::dockerfile::grammar {

struct InstructionCut {
  std::string_view word;
  std::string_view rest;  // after the blanks that follow the word
};

/// Splits an instruction once at `[\t\v\f\r ]+`. `line` has no blanks at its ends; a no-break space does not
/// separate.
InstructionCut cut_instruction(std::string_view line);

/// The first word of `text`, which starts with `--`, quotes and escapes as written. Quotes of either kind and
/// `escape` keep blanks inside; an open quote runs to the end. Blanks are single bytes (see is_space_byte).
std::string_view cut_flag(std::string_view text, char escape);

}  // namespace dockgate::dockerfile::grammar
