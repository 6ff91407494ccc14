#include "lint/fix_comparison.hpp"

#include <algorithm>

namespace dockgate::lint {

FindingKey key_of(const Finding& finding) {
  return {finding.dockerfile, finding.at.source ? finding.at.source->path() : finding.dockerfile,
          finding.rule};
}

FindingCounts counts_of(const std::vector<Finding>& findings) {
  FindingCounts counts;
  for (const Finding& finding : findings) {
    if (!finding.suppressed) ++counts[key_of(finding)];
  }
  return counts;
}

bool edits(const fix::Chosen& one, const std::string& path) {
  return std::ranges::any_of(one.fix->edits,
                             [&](const Edit& edit) { return edit.at.source->path() == path; });
}

FixGroups::FixGroups(const std::vector<fix::Chosen>& chosen) {
  for (const fix::Chosen& one : chosen)
    for (const Edit& edit : one.fix->edits) join(one.finding->dockerfile, edit.at.source->path());
}

std::string FixGroups::of(const std::string& name) const {
  std::string at = name;
  for (auto up = above_.find(at); up != above_.end() && up->second != at; up = above_.find(at))
    at = up->second;
  return at;
}

void FixGroups::join(const std::string& a, const std::string& b) {
  above_.try_emplace(a, a);
  above_.try_emplace(b, b);
  above_[of(a)] = of(b);
}

namespace {

class Comparison {
 public:
  Comparison(const std::vector<fix::Chosen>& chosen, const FixGroups& groups)
      : chosen_(chosen), groups_(groups) {}

  /// Blames the fixes that have to do with the Dockerfile or the file; all of them where none has.
  void blame(const std::string& dockerfile, const std::string& file, const std::string& why) {
    bool known = false;
    for (const fix::Chosen& one : chosen_) {
      if (one.finding->dockerfile != dockerfile && !edits(one, file) && !edits(one, dockerfile)) continue;
      trouble_.emplace(groups_.of(one.finding->dockerfile), why);
      known = true;
    }
    if (known) return;
    for (const fix::Chosen& one : chosen_) trouble_.emplace(groups_.of(one.finding->dockerfile), why);
  }

  std::map<std::string, std::string> take() { return std::move(trouble_); }

 private:
  const std::vector<fix::Chosen>& chosen_;
  const FixGroups& groups_;
  std::map<std::string, std::string> trouble_;
};

/// What the program says of the policy's own entries depends on all Dockerfiles, of which only some are
/// judged again.
bool is_of_policy(const std::string& rule) {
  return rule.starts_with("policy/exception-") || rule == "policy/baseline-stale";
}

}  // namespace

std::map<std::string, std::string> compare_fixes(const FixBaseline& before, const LintResult& then,
                                                 const std::vector<fix::Chosen>& chosen,
                                                 const FixGroups& groups) {
  Comparison comparison(chosen, groups);
  const FindingCounts after = counts_of(then.findings);
  for (const auto& [key, count] : after) {
    const auto& [dockerfile, file, rule] = key;
    const auto old = before.findings.find(key);
    const bool more = old == before.findings.end() || old->second < count;
    if (more && !is_of_policy(rule))
      comparison.blame(dockerfile, file, "it would bring a finding of " + rule);
  }
  for (const NotJudged& item : then.not_judged) {
    if (!before.not_judged.contains({item.file, item.reason}))
      comparison.blame(item.file, item.file, "something could not be judged with it");
  }
  FindingCounts mended;
  for (const fix::Chosen& one : chosen) ++mended[key_of(*one.finding)];
  for (const auto& [key, count] : mended) {
    const auto left = after.find(key);
    if (left != after.end() && left->second + count > before.findings.at(key))
      comparison.blame(std::get<0>(key), std::get<0>(key), "the finding would still be there");
  }
  return comparison.take();
}

}  // namespace dockgate::lint
