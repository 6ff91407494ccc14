#pragma once
// The grammar of a here-document's opener.

#include <optional>
#include <string_view>

namespace dockgate::dockerfile::grammar {

struct OpenerCut {
  std::string_view descriptor;  // decimal digits, or nothing
  bool chomp = false;           // `<<-`
  std::string_view name;        // quotes and escapes as written; may be empty, then it opens nothing
};

/// Cuts `[digits]<<[-][blanks]name` if that is the whole of `word`. The name holds no `<`.
std::optional<OpenerCut> cut_heredoc_opener(std::string_view word);

}  // namespace dockgate::dockerfile::grammar
