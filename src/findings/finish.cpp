#include "findings/finish.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "findings/fingerprint.hpp"
#include "text/for_each.hpp"

namespace dockgate::findings {

namespace {

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

/// The finding among the first `kept` that says the same of the same place: its own, or one of another
/// subject in the same words (a loop over packages). Null when there is none.
Finding* said_before(std::vector<Finding>& findings, std::size_t kept, const Finding& finding) {
  while (kept > 0) {
    Finding* other = &findings[--kept];
    if (file_of(*other) != file_of(finding) || other->at.span != finding.at.span ||
        other->rule != finding.rule)
      return nullptr;
    const bool same_words = !finding.message.empty() && other->message == finding.message &&
                            other->severity == finding.severity && other->verdict == finding.verdict &&
                            other->suppressed.has_value() == finding.suppressed.has_value();
    if (other->dockerfile == finding.dockerfile && (other->subject == finding.subject || same_words))
      return other;
  }
  return nullptr;
}

}  // namespace

std::string_view file_of(const Finding& finding) {
  return finding.at.source ? std::string_view(finding.at.source->path())
                           : std::string_view(finding.dockerfile);
}

void sort(std::vector<Finding>& findings) {
  const auto before = [](const Finding& a, const Finding& b) {
    return std::pair(place_key(a), rank(a)) < std::pair(place_key(b), rank(b));
  };
  if (std::is_sorted(findings.begin(), findings.end(), before)) return;
  // They are large: their places in the order are cheaper to move about.
  std::vector<std::size_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return before(findings[a], findings[b]); });
  std::vector<Finding> sorted;
  sorted.reserve(findings.size());
  for (const std::size_t at : order) sorted.push_back(std::move(findings[at]));
  findings = std::move(sorted);
}

void finish(std::vector<Finding>& findings, unsigned jobs) {
  sort(findings);
  std::size_t kept = 0;
  for (Finding& finding : findings) {
    Finding* before = said_before(findings, kept, finding);
    if (before == nullptr) {
      if (&findings[kept] != &finding) findings[kept] = std::move(finding);
      ++kept;
    } else {
      before->fails = before->fails || (finding.fails && !finding.suppressed);
      before->callers.insert(before->callers.end(), finding.callers.begin(), finding.callers.end());
    }
  }
  findings.resize(kept);
  for (Finding& finding : findings) {
    auto& callers = finding.callers;
    std::sort(callers.begin(), callers.end());
    callers.erase(std::unique(callers.begin(), callers.end()), callers.end());
  }
  text::for_each_index_in_shares(
      findings.size(), jobs, [&](std::size_t i) { findings[i].fingerprint = fingerprint(findings[i], 0); });
  std::unordered_map<std::string, std::size_t> seen;  // fingerprint without ordinal → how many had it
  for (Finding& finding : findings) {
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
