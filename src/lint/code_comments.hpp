#pragma once
// Comments of Python and shell files, and the lines that they stand at.

#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::lint {

enum class CodeLanguage { python, shell };

struct CodeComment {
  Span span;  // from `#` to the end of the line
  std::uint32_t
      first;  // lines of the statement that it speaks of: the one that it stands in or ends, else the
  std::uint32_t last;  // next one below. Statements go on inside of brackets and strings and after `\`
  bool head = false;   // above all code, with a blank line behind: it speaks of the file
};

/// All comments of `source`, in order. What stands in a string is none. Linear in the file.
std::vector<CodeComment> code_comments(const SourceFile& source, CodeLanguage language);

}  // namespace dockgate::lint
