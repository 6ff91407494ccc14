#pragma once
// The other ways in which BuildKit expands variables, beside a single word (build::expand in build.hpp).

#include <string_view>
#include <vector>

#include "build/build.hpp"

namespace dockgate::build {

/// Whether expand() gives `word` as it is written: nothing in it is a quote, an escape or names a variable.
bool stands_for_itself(std::string_view word, char escape);

/// A here-document body of COPY or ADD: quotes are text, backslash is the escape whatever the directive says.
Expanded expand_heredoc(const MappedText& body, const Scope& scope);

/// A word of EXPOSE: expanded, then split at blanks that are not quoted. `whole` has the flags and names of
/// the whole.
struct ExpandedWords {
  Expanded whole;
  std::vector<MappedText> words;
};
ExpandedWords expand_words(const MappedText& word, const Scope& scope, char escape);

}  // namespace dockgate::build
