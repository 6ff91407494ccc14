#pragma once
// Shell-like splitting of a line in which no variable has a value. Private to the search for here-documents.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::dockerfile {

struct ShellWord {
  std::string text;
  std::size_t begin = 0;  // bytes of the line that the word came from
  std::size_t end = 0;
};

struct ShellWordOptions {
  bool keep_quotes = false;
  bool keep_escapes = false;
};

/// Splits `line` as BuildKit's lexer does with an empty environment whose unset variables are kept as text
/// and with `\` as the escape. Nothing on an error: an open quote, a bad substitution, or variables nested
/// over 100 deep. Oddities that are kept: a substitution with a word (`${a:-b}`) discards the part of the
/// word before it; a byte that is not UTF-8 comes out as U+FFFD; a byte-order mark at the start is skipped.
std::optional<std::vector<ShellWord>> split_shell_words(std::string_view line, ShellWordOptions options);

}  // namespace dockgate::dockerfile
