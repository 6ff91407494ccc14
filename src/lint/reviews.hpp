#pragma once
// Reviews of the code that models bring along: where they stand, and what they accept.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/facts.hpp"
#include "facts/reviews.hpp"
#include "policy/policy.hpp"
#include <dockgate/finding.hpp>
#include <dockgate/lint.hpp>

namespace dockgate::lint {

/// The ledgers and the CODEOWNERS files of a run, each read once. Safe to use from several threads.
class ReviewFiles {
 public:
  /// A ledger that is not valid gives its mistakes.
  struct Found {
    std::shared_ptr<const ledger::Ledger> ledger;
    std::vector<Problem> problems;
  };
  /// The nearest ledger in the folder of `path` or above it.
  Found ledger(const std::shared_ptr<const FileTree>& tree, const std::string& path);
  struct Owners {
    std::shared_ptr<const ledger::CodeOwners> owners;
    std::string folder;  // as it is shown, to which the patterns belong
  };
  /// CODEOWNERS of the nearest folder upward that has one.
  Owners owners(const std::shared_ptr<const FileTree>& tree, const std::string& path);

 private:
  using Key = std::pair<const FileTree*, std::string>;
  std::mutex mutex_;
  std::map<Key, Found> ledgers_;
  std::map<Key, Owners> owners_;
};

/// The list of a policy that names what else is a model's code, by paths from the policy's folder.
inline constexpr std::string_view model_code_list = "model-code";
/// Whether it names the file at the display path `shown` at some boundary.
bool names_model_code(const policy::Policy& policy, std::string_view shown);

/// Takes out of `facts` the code that the policy names (its list `model-code`) for other boundaries only.
void drop_code_of_other_boundaries(const policy::Policy& policy, const policy::Boundary& boundary,
                                   facts::BuildFacts& facts);

/// The files that the policy's list `models` names by their content, as far as they count at `boundary`.
std::vector<facts::KnownContent> known_contents(const policy::Policy& policy,
                                                const policy::Boundary& boundary);

/// Suppresses the findings of code/… in files whose review is current and accepts them, and no others.
void accept_reviewed(const facts::BuildFacts& facts, const ledger::Ledger& ledger, const std::string& today,
                     std::vector<Finding>& findings);

}  // namespace dockgate::lint
