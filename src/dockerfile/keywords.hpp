#pragma once
// The instructions that exist and the flags they take.

#include <span>
#include <string_view>

namespace dockgate::dockerfile {

/// How the text after the flags is split.
enum class Shape {
  command,  // JSON array or the whole rest
  list,     // JSON array or words at blanks
  blanks,   // words at blanks
  names,    // words with quotes: ARG
  pairs,    // words with `=`, or one key and the rest: ENV, LABEL
  text,     // the whole rest
  health,   // one word, then as `command`
  trigger,  // another instruction
};

enum class FlagKind {
  boolean,
  text,
  texts,  // may be repeated
};

struct KnownFlag {
  std::string_view name;
  FlagKind kind = FlagKind::text;
};

struct Keyword {
  std::string_view name;  // upper case
  Shape shape = Shape::text;
  std::span<const KnownFlag> flags;
};

/// All instructions, sorted by name.
std::span<const Keyword> keywords();
/// The names of keywords(), for suggestions.
std::span<const std::string_view> keyword_names();
/// The instruction that `word` names in any case, or null.
const Keyword* find_keyword(std::string_view word);

}  // namespace dockgate::dockerfile
