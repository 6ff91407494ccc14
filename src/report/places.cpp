#include "report/places.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace dockgate::report {

namespace {

Position position(const SourceFile& file, std::uint32_t offset, Columns columns) {
  Position at = file.position(offset);
  if (columns == Columns::code_points) return at;
  std::string_view before = file.bytes().substr(file.line_span(at.line).begin);
  at.column = 1;
  for (std::size_t left = offset - (file.bytes().size() - before.size()); left > 0 && !before.empty();) {
    const text::CodePoint point = text::decode(before);
    const std::size_t length = std::min<std::size_t>(point.length, left);
    at.column += columns == Columns::bytes ? static_cast<std::uint32_t>(length)
                                           : (point.valid && point.value > 0xffff ? 2 : 1);
    before.remove_prefix(length);
    left -= length;
  }
  return at;
}

}  // namespace

Range range_of(const Place& place, Columns columns) {
  if (!place.source) return {};
  const auto size = static_cast<std::uint32_t>(place.source->bytes().size());
  return {position(*place.source, std::min(place.span.begin, size), columns),
          position(*place.source, std::min(place.span.end, size), columns)};
}

std::string_view file_of(const Place& place) {
  return place.source ? std::string_view(place.source->path()) : std::string_view();
}

const RuleInfo* rule_of(const LintResult& result, const Finding& finding) {
  const auto found = std::ranges::lower_bound(result.rules, finding.rule, {}, &RuleInfo::name);
  return found != result.rules.end() && found->name == finding.rule ? &*found : nullptr;
}

Failures::Failures(const LintResult& result) {
  for (const JudgedDockerfile& judged : result.dockerfiles)
    levels_.emplace(std::pair<std::string_view, std::string_view>(judged.path, judged.boundary),
                    judged.fail_on);
}

bool Failures::contains(const Finding& finding) const {
  if (finding.suppressed) return false;
  const auto level = levels_.find({finding.dockerfile, finding.boundary});
  return finding.severity >= (level == levels_.end() ? Severity::error : level->second);
}

}  // namespace dockgate::report
