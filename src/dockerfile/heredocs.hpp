#pragma once
// Which here-documents a header line opens.

#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

struct Openers {
  std::vector<Heredoc> heredocs;  // without their bodies
  Span failed;                    // not empty: the part of the line whose name cannot be read, a hard error
};

/// Finds the here-documents that the joined instruction `line` opens, in order, as BuildKit does: the line is
/// split into shell words with `\` as the escape whatever the file's is; a word opens one if all of it is an
/// opener. An error in the splitting (an open quote, a bad substitution) means that there is none at all.
/// Variables stay as text.
Openers find_heredocs(const MappedText& line);

/// Whether COPY and ADD take the argument `word` for a here-document.
bool is_heredoc_word(std::string_view word);

}  // namespace dockgate::dockerfile
