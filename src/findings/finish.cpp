#include "findings/finish.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "findings/fingerprint.hpp"

namespace dockgate::findings {

namespace {

std::string_view file_of(const Finding& finding) {
  return finding.at.source ? std::string_view(finding.at.source->path())
                           : std::string_view(finding.dockerfile);
}

/// Byte offsets order places of one file just as lines and columns do.
auto place_key(const Finding& finding) {
  return std::tuple(file_of(finding), finding.at.span.begin, std::string_view(finding.rule),
                    finding.at.span.end, std::string_view(finding.subject),
                    std::string_view(finding.dockerfile));
}

/// Smaller is worse.
auto rank(const Finding& finding) {
  return std::tuple(finding.suppressed.has_value(), -static_cast<int>(finding.severity),
                    finding.verdict == Verdict::unresolved, finding.trace.size(),
                    std::string_view(finding.message));
}

}  // namespace

void finish(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::pair(place_key(a), rank(a)) < std::pair(place_key(b), rank(b));
  });
  std::vector<Finding> kept;
  kept.reserve(findings.size());
  for (Finding& finding : findings) {
    if (kept.empty() || place_key(kept.back()) != place_key(finding)) {
      kept.push_back(std::move(finding));
    } else {
      kept.back().fails = kept.back().fails || (finding.fails && !finding.suppressed);
      auto& callers = kept.back().callers;
      callers.insert(callers.end(), finding.callers.begin(), finding.callers.end());
    }
  }
  findings = std::move(kept);
  for (Finding& finding : findings) {
    auto& callers = finding.callers;
    std::sort(callers.begin(), callers.end());
    callers.erase(std::unique(callers.begin(), callers.end()), callers.end());
  }
  std::map<std::string, std::size_t> seen;  // fingerprint without ordinal → how many had it
  for (Finding& finding : findings) {
    finding.fingerprint = fingerprint(finding, 0);
    if (const std::size_t before = seen[finding.fingerprint]++; before > 0) {
      finding.fingerprint = fingerprint(finding, before);
    }
  }
}

Counts count(const std::vector<Finding>& findings) {
  Counts counts;
  for (const Finding& finding : findings) {
    if (finding.suppressed) {
      ++counts.suppressed;
      continue;
    }
    ++counts.by_severity[static_cast<std::size_t>(finding.severity)];
    if (finding.verdict == Verdict::unresolved) ++counts.unresolved;
  }
  return counts;
}

bool violated(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& f) { return !f.suppressed && f.fails; });
}

}  // namespace dockgate::findings
