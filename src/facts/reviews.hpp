#pragma once
// What is known of the reviews of the code that models bring along.

#include <memory>
#include <string>
#include <vector>

#include "facts/facts.hpp"
#include "ledger/code_owners.hpp"
#include "ledger/ledger.hpp"

namespace dockgate::facts {

/// A file of a model's code that the policy names by its content (`remote-code: {files: …}` of its list
/// `models`).
struct KnownContent {
  std::string model, path, sha256;
};

struct ReviewSources {
  std::shared_ptr<const ledger::Ledger> ledger;      // null: there is none
  std::shared_ptr<const ledger::CodeOwners> owners;  // null: there is none
  std::string owners_folder;                         // as it is shown, to which the owners' patterns belong
  std::vector<KnownContent> known;
  std::string today = "1970-01-01";  // reviews that ended before do not count
};

/// One fact for each file of `code`, in its order: the ledger decides, then what the policy names.
std::vector<ReviewFact> review_facts(const std::vector<VendoredFact>& code, const ReviewSources& sources);

}  // namespace dockgate::facts
