#pragma once
// What can be done about findings: edits of the sources, of the policy, of the review ledger.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lsp {

/// A text in place of a span of a file. `file` is the text that was looked at.
struct FileEdit {
  SourcePtr file;
  Span span;
  std::string text;
};
/// Edits that belong together; `created` is a file to be made first, "" when none is.
struct Changes {
  std::vector<FileEdit> edits;
  std::string created;       // display path
  std::string created_text;  // what it holds then
  bool empty() const { return edits.empty() && created.empty(); }
};

/// The edits of a fix of `finding`.
Changes fix_changes(const Fix& fix);

/// All safe fixes of findings in force whose edits lie in the file `path` alone, as far as they go together.
Changes fix_all(const std::vector<Finding>& findings, std::string_view path);

/// A comment that suppresses `finding`, with an empty reason to be filled in. Nothing where its file takes no
/// comment of ours, and for findings that a comment cannot suppress.
Changes suppress(const Finding& finding, bool dockerfile);

/// Whether comments may suppress findings at the boundary at all.
bool may_suppress(const policy::Boundary& boundary);

struct PolicyFile {
  SourcePtr source;    // null: there is none yet, and `path` is where it will stand
  std::string path;    // display path
  std::string folder;  // its folder, as display path; "" is the root
};
/// An exception for `finding` at the end of the policy's `exceptions`. What only a person can say, reason,
/// owner and ticket, is left empty, so that the policy is not valid before somebody says it. Nothing where
/// the policy cannot be read, or writes its exceptions in a way that cannot be added to line by line.
Changes add_exception(const Finding& finding, const PolicyFile& policy, std::string_view today);

/// A review of the file of `finding` at the end of the ledger, for a person to complete.
Changes add_review(const Finding& finding, const PolicyFile& ledger, std::string_view today);

/// `days` after `today`, as 2026-12-31.
std::string day_after(std::string_view today, int days);

}  // namespace dockgate::lsp
