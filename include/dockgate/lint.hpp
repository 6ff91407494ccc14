#pragma once
// The one way from files to findings. The command line, the language server, the gate and the tests all call
// it.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <dockgate/finding.hpp>

namespace dockgate {

namespace policy {
class Policy;
}
namespace facts {
struct BuildFacts;
}

struct LintOptions {
  std::shared_ptr<const policy::Policy>
      policy;            // null: nearest .dockgate.yaml upward of each Dockerfile, else built-in
  std::string boundary;  // "" = as the policy classifies
  std::vector<std::pair<std::string, std::string>> build_args;
  std::string target;
  std::string context;  // "" = the Dockerfile's folder
  unsigned jobs = 1;
};

struct JudgedDockerfile {
  std::string path, context, boundary, boundary_reason;
  std::string policy, policy_reason;
  std::string label;
};

struct NotJudged {
  std::string file;
  Position at;
  std::string reason;
};

struct LintResult {
  std::vector<JudgedDockerfile> dockerfiles;
  std::vector<Finding> findings;  // sorted by file, line, column, rule; suppressed ones included
  std::vector<NotJudged> not_judged;
  std::vector<std::pair<std::string, std::string>> skipped;  // look-alikes of Dockerfiles, with the reason
  std::vector<Problem> policy_errors;                        // when not empty, the run is exit 2
  std::size_t files = 0;  // Dockerfiles, scripts and modules that were read
};

}  // namespace dockgate
