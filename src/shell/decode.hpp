#pragma once
// From the text of a shell word to what the program is given: quotes, escapes, variables, word splitting.

#include <optional>
#include <string>
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

/// A `$( )`, backquotes or `<( )` in a word.
struct Substitution {
  Span span;
  std::optional<std::string> output;  // where it only prints a text that is known
};

enum class DecodeMode {
  word,     // splits what unquoted variables give; "$@" gives several fields
  value,    // the right side of an assignment: no splitting, always one field
  heredoc,  // quotes mean nothing, `\` only before $ ` \ and line ends
};

/// Decodes `part` of `script`. `substitutions` are those within it, in order. `${X:=word}` assigns to
/// `variables`.
std::vector<Field> decode(const MappedText& script, Span part, const std::vector<Substitution>& substitutions,
                          Variables& variables, DecodeMode mode);

/// Decodes to exactly one field, whatever the mode does otherwise.
Field decode_one(const MappedText& script, Span part, const std::vector<Substitution>& substitutions,
                 Variables& variables, DecodeMode mode);

}  // namespace dockgate::shell
