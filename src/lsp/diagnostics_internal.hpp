#pragma once
// Findings as diagnostics of the protocol.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/encoding.hpp"
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

/// Everything that a result says of one file: mistakes in a policy, findings in force, what could not be
/// judged.
struct FileReport {
  std::vector<const Problem*> problems;
  std::vector<const Finding*> findings;
  std::vector<const NotJudged*> not_judged;
  /// Whether something of it depends on all builds together.
  bool of_all_builds() const;
};
using FileReports = std::map<std::string, FileReport, std::less<>>;

/// By display path. Points into `result`.
FileReports reports_of(const LintResult& result);

/// A number that is another one when the diagnostics would be others. Quick: nothing is written for it.
std::uint64_t state_of(const FileReport* report, Ranges& ranges);

/// The diagnostics of a file, as an array of JSON; none for null.
std::string diagnostics(const LintResult& result, const FileReport* report, const DiagnosticStyle& style,
                        Ranges& ranges);

}  // namespace dockgate::lsp
