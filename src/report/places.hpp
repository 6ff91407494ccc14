#pragma once
// Places as reports write them.

#include <map>
#include <string_view>
#include <utility>

#include "findings/finish.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

struct Range {
  Position begin, end;  // `end` is exclusive
};

/// What a column counts, from 1.
enum class Columns { code_points, bytes, utf16 };

/// Lines and columns of a place; 1:1 without a source. A byte that is not UTF-8 counts as one.
Range range_of(const Place& place, Columns columns = Columns::code_points);
/// The path of a place; "" without a source.
std::string_view file_of(const Place& place);
using findings::file_of;

/// What is known of a finding's rule, or null.
const RuleInfo* rule_of(const LintResult& result, const Finding& finding);

/// Tells which findings fail the run.
class Failures {
 public:
  explicit Failures(const LintResult& result);
  /// Whether `finding` is in force and reaches the failure level of its boundary.
  bool contains(const Finding& finding) const;

 private:
  std::map<std::pair<std::string_view, std::string_view>, Severity> levels_;  // by Dockerfile and boundary
};

}  // namespace dockgate::report
