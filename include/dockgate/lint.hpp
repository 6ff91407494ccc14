#pragma once
// The one way from files to findings. The command line, the language server, the gate and the tests all call
// it.

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dockgate/finding.hpp>

namespace dockgate {

namespace policy {
class Policy;
}
namespace build {
struct Invocation;
}
namespace findings {
struct Baseline;
}
namespace lock {
struct Lock;
}
namespace ledger {
struct Ledger;
}

/// One Dockerfile of a tree. The tree is also where its context, its code and its policy are looked for.
struct LintInput {
  std::shared_ptr<const FileTree> tree;
  std::string path;  // inside of the tree
  SourcePtr source;  // null: it is read
  /// How a compose or bake file asks for the build; null: nothing asks for it. Where the Dockerfile is
  /// written into such a file, `path` is that file and `source` the text inside of it.
  std::shared_ptr<const build::Invocation> invocation = nullptr;
};

using ShellCheck =
    std::function<Result<std::string>(const std::vector<std::string>& scripts, unsigned seconds)>;

struct JudgedDockerfile;

struct LintOptions {
  /// Null: the nearest .dockgate.yaml upward of each Dockerfile, else the built-in policy.
  std::shared_ptr<const policy::Policy> policy;
  std::string policy_reason;  // why `policy` applies: "--policy"
  /// What names stand for; null: the nearest dockgate.lock upward of each Dockerfile, else nothing is known.
  std::shared_ptr<const lock::Lock> lock;
  /// Levels over those of the policy, from the command line: rule, alias or pattern, and level; the last
  /// wins.
  std::vector<std::pair<std::string, std::string>> rule_levels;
  std::string boundary;              // "" = as the policy classifies
  std::string branch;                // that is judged, for policies that classify by it; "" = not known
  std::optional<Severity> fail_on;   // nothing: as the boundary says
  std::string today = "1970-01-01";  // for what expires; the library never asks the clock
  std::vector<std::pair<std::string, std::string>> build_args;
  std::string target;
  /// The context of every Dockerfile; null: each Dockerfile's folder, or one above it when that is where the
  /// sources of its COPY and ADD are.
  std::shared_ptr<const FileTree> context;
  /// Findings that are known; entries that nothing needs any more are findings themselves. May be null.
  std::shared_ptr<const findings::Baseline> baseline;
  /// Findings of an earlier state of the files, which do not count. May be null.
  std::shared_ptr<const findings::Baseline> earlier;
  /// The reviews that count; null: the nearest .dockgate-reviews.yaml upward of each Dockerfile.
  std::shared_ptr<const ledger::Ledger> ledger;
  /// Runs ShellCheck over `scripts`, each of which begins with `#!`, for at most `seconds` of processor time,
  /// and gives what `--format=json1` prints; the scripts' files are called by numbers from 10 on. Fails, in
  /// words, when it gives no answer. Called from several threads, and only where a policy asks for it. Null:
  /// it is not installed, which is listed as not judged.
  ShellCheck shellcheck;
  unsigned jobs = 1;
  /// The inputs are only some of the run's: nothing is said about exceptions, comments and entries of the
  /// baseline that nobody needs.
  bool part = false;
  /// Called after each input with how many are done, from any of the threads.
  std::function<void(std::size_t done)> progress;
  /// For runs whose findings need more memory than there is: takes those of one Dockerfile, sorted and with
  /// their fingerprints, once nothing further can happen to them. That is so where all of them stand in it,
  /// none is suppressed, nothing but the Dockerfile asks for the build, and neither exceptions nor a baseline
  /// speak of them; all others are in the result as ever. Called from any of the threads. Empty: all are in
  /// the result.
  std::function<void(const JudgedDockerfile& judged, std::vector<Finding> findings)> settle;
};

/// How many findings in force of each severity there are, and how many of them are unresolved.
struct SettledFindings {
  std::array<std::size_t, 4> by_severity{};
  std::size_t unresolved = 0;
  bool violated = false;
};

struct JudgedDockerfile {
  std::string path, context, boundary, boundary_reason;
  std::string policy, policy_reason;
  std::string label;                   // "compose service api" when a build file asks for it
  std::string context_reason;          // why the context is not the Dockerfile's folder, or ""
  Severity fail_on = Severity::error;  // the level from which the run fails here
};

struct NotJudged {
  std::string file;
  Position at;
  std::string reason;
  /// The policy judges nothing that hangs on it: code that could not be followed where no rule asks for code,
  /// a script about which ShellCheck gave no answer. False: something that is to be judged is missing.
  bool part = false;
};

struct LintResult {
  std::vector<JudgedDockerfile> dockerfiles;  // one for each build that a build file asks for
  std::vector<Finding> findings;              // sorted by file, line, column, rule; suppressed ones included
  std::vector<RuleInfo> rules;                // those that findings name, sorted by name
  SettledFindings settled;                    // those that LintOptions::settle took
  bool violated = false;                      // a finding in force reaches the failure level of its boundary
  std::vector<NotJudged> not_judged;
  std::vector<std::pair<std::string, std::string>> skipped;  // look-alikes of Dockerfiles, with the reason
  /// Mistakes in policies and locks. When not empty, the run is exit 2; what they speak of is not judged.
  std::vector<Problem> policy_errors;
  bool internal_error = false;  // a mistake of ours kept a file from being judged
  std::size_t files = 0;        // Dockerfiles, scripts and modules that were read
};

/// Judges each input. Never throws; what cannot be judged is listed in the result and the rest is judged all
/// the same. The result does not depend on `jobs`.
LintResult check(std::vector<LintInput> inputs, const LintOptions& options);

}  // namespace dockgate
