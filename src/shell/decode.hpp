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
  /// As word.text, but unknown expansions stand as written, where there are any: see raw().
  std::optional<MappedText> written;
  /// What a nested shell is given, readable again.
  const MappedText& raw() const { return written ? *written : word.text; }
};

/// A `$( )`, backquotes or `<( )` in a word.
struct Substitution {
  Span span;
  std::optional<std::string> output;  // where it only prints a text that is known
};

enum class DecodeMode {
  value,    // the right side of an assignment: no splitting, always one field
  heredoc,  // quotes mean nothing, `\` only before $ ` \ and line ends
};

/// Decodes `part` of `script` to the fields that it gives as a word, behind those that are in `out`.
/// `substitutions` are those within it, in order. `${X:=word}` assigns to `variables`.
void decode(const MappedText& script, Span part, const std::vector<Substitution>& substitutions,
            Variables& variables, std::vector<Field>& out);

/// Decodes `part` to exactly one field.
Field decode_one(const MappedText& script, Span part, const std::vector<Substitution>& substitutions,
                 Variables& variables, DecodeMode mode);

}  // namespace dockgate::shell
