#pragma once
// Findings as diagnostics of the protocol.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "lsp/encoding.hpp"
#include "lsp/json_internal.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lsp {

/// Ranges of places; line tables are made once for each file.
class Ranges {
 public:
  explicit Ranges(Encoding encoding) : encoding_(encoding) {}
  /// The beginning of the file for a place without a source.
  EditorRange of(const Place& place);
  EditorRange of(const SourcePtr& source, Span span);

 private:
  Encoding encoding_;
  std::map<SourcePtr, LineIndex> lines_;
};

struct DiagnosticStyle {
  Encoding encoding = Encoding::utf16;
  bool related = false, code_description = false;
  std::set<int> tags;                                        // that the client shows
  std::function<std::string(std::string_view path)> uri_of;  // of a file by its display path
};

/// Everything that `result` says of the file with the display path `path`, as an array: findings in force,
/// mistakes in a policy, what could not be judged.
Json diagnostics(const LintResult& result, std::string_view path, const DiagnosticStyle& style);

/// The files that `result` says something of; `of_all_builds`: only those of which it says something that
/// depends on all builds together.
std::set<std::string> files_with_diagnostics(const LintResult& result, bool of_all_builds);

}  // namespace dockgate::lsp
