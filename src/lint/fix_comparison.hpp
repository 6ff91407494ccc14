#pragma once
// Whether fixes did good: what was found before and after, by the Dockerfiles that they tie together. Private
// to fix_all.cpp.

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "fix/choose.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lint {

/// The Dockerfile, the file and the rule of a finding.
using FindingKey = std::tuple<std::string, std::string, std::string>;
FindingKey key_of(const Finding& finding);
/// How many findings in force there are of each kind.
using FindingCounts = std::map<FindingKey, std::size_t>;
FindingCounts counts_of(const std::vector<Finding>& findings);

/// Whether the fix edits the file `path`.
bool edits(const fix::Chosen& one, const std::string& path);

/// Dockerfiles that fixes tie together, because they edit the same file.
class FixGroups {
 public:
  explicit FixGroups(const std::vector<fix::Chosen>& chosen);
  /// A name for the group of a Dockerfile or an edited file.
  std::string of(const std::string& name) const;

 private:
  void join(const std::string& a, const std::string& b);
  std::map<std::string, std::string> above_;
};

/// What there was before, of the Dockerfiles that were judged again; what could not be judged, of all.
struct FixBaseline {
  FindingCounts findings;
  std::set<std::pair<std::string, std::string>> not_judged;  // file and reason
};

/// For each group in which some rule has more findings than before, a fix did not mend, or less could be
/// judged: why.
std::map<std::string, std::string> compare_fixes(const FixBaseline& before, const LintResult& then,
                                                 const std::vector<fix::Chosen>& chosen,
                                                 const FixGroups& groups);

}  // namespace dockgate::lint
