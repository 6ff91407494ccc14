#pragma once
// From the text of a shell word to what the program is given: quotes, escapes, variables, word splitting.

#include <vector>

#include "shell/script.hpp"
#include "shell/variables.hpp"

namespace dockgate::shell {

/// One word after splitting.
struct Field {
  Word word;
  /// As word.text, but unknown expansions stand as written: what a nested shell is given, readable again.
  MappedText raw;
};

enum class DecodeMode {
  word,     // splits what unquoted variables give; "$@" gives several fields
  value,    // the right side of an assignment: no splitting, always one field
  heredoc,  // quotes mean nothing, `\` only before $ ` \ and line ends
};

/// Decodes `part` of `script`. `substitutions` are the spans of `$( )`, backquotes and `<( )` within it, in
/// order: their output is not known. `${X:=word}` assigns to `variables`.
std::vector<Field> decode(const MappedText& script, Span part, const std::vector<Span>& substitutions,
                          Variables& variables, DecodeMode mode);

/// Decodes to exactly one field, whatever the mode does otherwise.
Field decode_one(const MappedText& script, Span part, const std::vector<Span>& substitutions,
                 Variables& variables, DecodeMode mode);

}  // namespace dockgate::shell
