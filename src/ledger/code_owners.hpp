#pragma once
// CODEOWNERS: who should review a file, as GitHub and GitLab read it.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "text/git_pattern.hpp"

namespace dockgate::ledger {

/// Where the hosts look for the file, from the root of a repository; the first that stands there counts.
inline constexpr std::array<std::string_view, 4> code_owners_files{".github/CODEOWNERS", "CODEOWNERS",
                                                                   "docs/CODEOWNERS", ".gitlab/CODEOWNERS"};

class CodeOwners {
 public:
  CodeOwners() = default;
  /// Lines that cannot be read are passed over, as the hosts do.
  explicit CodeOwners(std::string_view text);
  /// Those who own `path`, from the root of the repository: `@name`, `@org/team` or an address of mail. The
  /// last pattern that matches decides; where there are sections (GitLab), that of each section does.
  std::vector<std::string> of(std::string_view path) const;
  bool empty() const { return sections_.empty(); }

 private:
  struct Row {
    text::GitPattern pattern;
    bool direct_only = false;  // `docs/*`: what lies right in the folder
    std::vector<std::string> owners;
  };
  struct Section {
    std::vector<std::string> owners;  // of rows that name none
    std::vector<Row> rows;
  };
  static bool covers(const Row& row, std::string_view path);
  std::vector<Section> sections_;
};

/// Whether `reviewer` (a name, mostly with an address: "Jane Doe <jane@example.com>") is one of `owners`, or
/// cannot be told since an owner is a team, or a name that only the host knows.
enum class Ownership { yes, no, unknown };
Ownership is_owner(std::string_view reviewer, const std::vector<std::string>& owners);

}  // namespace dockgate::ledger
