#pragma once
// The other ways in which BuildKit expands variables, beside a single word (build::expand in build.hpp).

#include <vector>

#include "build/build.hpp"

namespace dockgate::build {

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
