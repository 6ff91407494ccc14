#pragma once
// Jupyter notebooks (nbformat 4 and 3) as the Python and the shell text that their code cells hold.

#include <vector>

#include "text/mapped_text.hpp"

namespace dockgate::facts {

struct NotebookCode {
  /// All code cells one after the other, as IPython would hand them to Python: lines that begin with `%`,
  /// `!` or `?` are left empty, apart from `%env NAME=value`, which becomes an assignment to os.environ.
  text::MappedText python;
  std::vector<text::MappedText> shell;  // what `!command` and `%%bash` cells run
};

/// Reads a notebook. Linear; what is no JSON ends it early, and other JSON gives nothing. Nesting deeper than
/// 64 is not looked into.
NotebookCode read_notebook(const SourcePtr& source);

}  // namespace dockgate::facts
