#pragma once
// What a reviewer of the code that a model brings along has to look at: the seven categories of the review
// checklist, found on the syntax tree with resolved names and folded constants.

#include <string>
#include <vector>

#include "catalog/code_review.hpp"
#include "python/program.hpp"

namespace dockgate::review {

using Weight = catalog::ReviewWeight;

/// One thing to look at. The texts come from the code and may hold any bytes.
struct Issue {
  /// import, file-access, network, dynamic-execution, obfuscated, environment, hardcoded-address.
  std::string category;
  std::string about;  // "starts a program"
  std::string name;   // what does it: "subprocess.run", "HF_TOKEN"
  std::string value;  // a constant it is given, as far as it is known: a path, an address
  Weight weight = Weight::low;
  /// What makes it worse: "what the environment holds can leave by `requests.post`"; "" when it stands alone.
  std::string pair;
  std::string role;  // execute, decode, download, send, environment, or ""
  Place at;
};

/// Everything to look at in these modules, which one load of a model would run together: in the order of the
/// modules, by place. Dangerous pairs are looked for across all of them: secrets read with something that
/// sends, decoding with execution, a download with execution. Linear in the size of the code.
std::vector<Issue> inspect(const std::vector<python::Loaded>& modules,
                           const catalog::ReviewKnowledge& known = catalog::review_knowledge());

}  // namespace dockgate::review
