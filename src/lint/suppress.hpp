#pragma once
// Comments that suppress findings: which are in force in one build, and which nobody needs.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dockerfile/syntax.hpp"
#include "facts/facts.hpp"
#include "policy/policy.hpp"
#include <dockgate/finding.hpp>
#include <dockgate/lint.hpp>

namespace dockgate::lint {

/// One rule that a comment of ours names, and whether a finding needed it.
struct CommentUse {
  Place at;          // of the comment
  std::string name;  // as written
  std::string owner, until;
  bool used = false;
};

struct Suppressed {
  /// policy/suppression-… about comments that do not count: forbidden, out of date, without a reason,
  /// unreadable.
  std::vector<Finding> findings;
  std::vector<CommentUse> uses;  // of every comment of ours that can be read
};

/// Under what comments are judged.
struct CommentJudge {
  const policy::Policy& policy;
  const policy::Boundary& boundary;
  text::Date today;
  const std::string& dockerfile;
  /// A finding of `rule` at the comment `at`; nothing where the policy has the rule off.
  std::optional<Finding> finding(std::string_view rule, const Place& at, std::string message,
                                 std::string subject) const;
  /// policy/suppression-forbidden for a comment that would hide a finding of `hidden`.
  std::optional<Finding> forbidden(const Place& at, const std::string& hidden) const;
};

/// Applies the comments in the Dockerfile `file` and in the Python and shell files of `facts` to `findings`.
/// A comment speaks only of findings in its own file, at the lines that it reaches; those in the code that a
/// model brings along are never obeyed. What Docker's `# check=` comments say is check_directives.hpp's.
///
/// Where the boundary forbids comments, one of ours never counts, and one of another tool does not hide what
/// would fail; either gives policy/suppression-forbidden. Where it asks for a reason, one without gives
/// policy/suppression-reason. input/syntax and policy/… cannot be suppressed by a comment.
Suppressed suppress_by_comments(const dockerfile::File& file, const facts::BuildFacts& facts,
                                const CommentJudge& judge, Severity fail_on, std::vector<Finding>& findings);

/// The uses of comments over all builds of a run: one that no build needs is policy/suppression-unused. It is
/// judged under the policy and at the strictest boundary that it was seen under.
class CommentReview {
 public:
  void add(const policy::PolicyPtr& policy, const policy::Boundary& boundary, const std::string& dockerfile,
           const std::vector<CommentUse>& uses);
  std::vector<Finding> findings(const LintOptions& options, text::Date today) const;

 private:
  struct Seen {
    CommentUse use;
    policy::PolicyPtr policy;
    const policy::Boundary* boundary = nullptr;
    std::string dockerfile;
  };
  std::map<std::pair<std::pair<std::string, std::uint32_t>, std::string>, Seen> seen_;
};

}  // namespace dockgate::lint
