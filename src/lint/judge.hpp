#pragma once
// One Dockerfile: from its text to what is understood of it, and to its findings.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "build/build.hpp"
#include "dockerfile/check_options.hpp"
#include "dockerfile/syntax.hpp"
#include "facts/collect.hpp"
#include "lint/reviews.hpp"
#include "lint/suppress.hpp"
#include "lock/find_lock.hpp"
#include "policy/active_rules.hpp"
#include "policy/evaluate.hpp"
#include "policy/find_policy.hpp"
#include "text/recent.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lint {

class Gatekeeper;
struct GatedBuild;

/// What is understood of a Dockerfile without the Python code that it leads to, and the questions about
/// files that it rests on.
struct Front;

/// What the Dockerfiles of one run share. Safe to use from several threads.
class ShellCheckAnswers;

class Shared {
 public:
  /// `hash_weights`: facts of weight files get their digests. `inputs` share the threads of the options.
  /// `cache`: of an earlier run over the same files; null: a new one.
  explicit Shared(const LintOptions& options, std::size_t inputs = 1, bool hash_weights = false,
                  std::shared_ptr<facts::ModuleCache> cache = nullptr);
  /// For a release gate: weights are hashed, and judge() looks at more.
  Shared(const LintOptions& options, std::size_t inputs, const Gatekeeper& gate);
  const Gatekeeper* gate() const { return gate_; }
  const LintOptions& options() const { return options_; }
  /// What facts are collected with under `policy`, whose rows of the catalogue count.
  facts::CollectOptions collect_options(const policy::PolicyPtr& policy);
  /// The rules that may speak under `policy` at `boundary`, one of its own; null where the path of a
  /// Dockerfile decides about it.
  const policy::ActiveRules* active_rules(const policy::PolicyPtr& policy, const policy::Boundary& boundary,
                                          text::Date today);
  /// The policy of an input, with the levels of the command line over it.
  policy::FoundPolicy policy_of(const LintInput& input);
  /// The lock that holds for an input: that of the options, or the nearest upward.
  lock::FoundLock lock_of(const LintInput& input);
  /// The ledger that counts for an input: that of the options, or the nearest one.
  ReviewFiles::Found ledger_of(const LintInput& input);
  /// What the reviews of its code are joined from, as they stand at `boundary`; the ledger is given.
  facts::ReviewSources review_sources(const LintInput& input, const policy::Policy& policy,
                                      const policy::Boundary& boundary,
                                      std::shared_ptr<const ledger::Ledger> ledger);
  /// What was kept under `key`, or null.
  std::shared_ptr<const Front> front(const std::string& key);
  /// Keeps it, where the same files are judged again.
  void keep_front(const std::string& key, std::shared_ptr<const Front> front);
  bool keeps_fronts() const;
  /// What ShellCheck said of the scripts of the run; null: nothing was asked. To be set before threads start.
  const ShellCheckAnswers* shellcheck() const { return shellcheck_.get(); }
  void set_shellcheck(std::shared_ptr<const ShellCheckAnswers> answers) { shellcheck_ = std::move(answers); }

 private:
  const LintOptions& options_;
  const Gatekeeper* gate_ = nullptr;
  facts::CollectOptions collect_;
  ReviewFiles review_files_;
  std::shared_ptr<const ShellCheckAnswers> shellcheck_;
  std::mutex mutex_;
  std::map<const FileTree*, std::unique_ptr<policy::PolicyFinder>> finders_;
  std::map<const FileTree*, std::unique_ptr<lock::LockFinder>> lock_finders_;
  std::map<policy::PolicyPtr, policy::LoadResult> with_levels_;
  std::map<std::pair<policy::PolicyPtr, const policy::Boundary*>, std::unique_ptr<policy::ActiveRules>>
      active_rules_;
  std::map<policy::PolicyPtr, std::shared_ptr<facts::ModuleCache>> caches_;  // of policies with own rows
  text::Recent<std::shared_ptr<const Front>> fronts_{4};
};

/// The path of the Dockerfile as it is shown.
std::string shown_path(const LintInput& input);
/// Its text; read where the input does not bring it.
Result<SourcePtr, FileError> source_of(const LintInput& input);
/// Its syntax tree, with the FROM that a file without one is read under.
std::shared_ptr<const dockerfile::File> read_dockerfile(SourcePtr source);
/// How the build is asked for: by a compose or bake file, and by the options over it.
build::Request request_of(const LintInput& input, const LintOptions& options);

/// What is understood of one Dockerfile, before any policy.
struct Understood {
  std::shared_ptr<const dockerfile::File> file;
  std::shared_ptr<const build::Build> build;
  facts::BuildFacts facts;
  std::string context_reason;
  std::string target;      // the stage that was asked for, "" = the last
  std::string build_file;  // the compose or bake file that asks for it, "" when none does
  dockerfile::FileChecks checks;
};
/// How far an input is understood.
enum class Depth {
  dockerfile,  // the code that the image runs is not followed, since no rule asks about it
  code,        // what rules ask about
  everything   // also what no rule asks about
};
Understood understand(const LintInput& input, SourcePtr source, Shared& shared,
                      const policy::PolicyPtr& policy, Depth depth);
/// Adds what is known of the reviews of the code that models bring along, as it counts at `boundary`.
void add_reviews(const LintInput& input, Shared& shared, const policy::Policy& policy,
                 const policy::Boundary& boundary, std::shared_ptr<const ledger::Ledger> ledger,
                 facts::BuildFacts& facts);

/// The boundary of a build under `policy`, by the policy's classification or by the option.
struct ChosenBoundary {
  const policy::Boundary* boundary = nullptr;  // null: the option names one that the policy does not have
  std::string reason;
};
ChosenBoundary boundary_of(const Understood& understood, const policy::Policy& policy,
                           const LintOptions& options);

/// The part of a result that comes from one input.
struct Judgement {
  std::optional<JudgedDockerfile> dockerfile;
  policy::PolicyPtr policy;                    // null when it is broken
  const policy::Boundary* boundary = nullptr;  // of `policy`
  policy::ExceptionUse use;
  std::vector<CommentUse> comments;
  std::vector<Finding> findings;
  SettledFindings settled;  // those that are no longer among them
  std::vector<NotJudged> not_judged;
  std::vector<Problem> policy_errors;
  std::set<std::string> files;
  std::shared_ptr<GatedBuild> gated;  // of a release gate; it owns `boundary` then
};
/// Marks the findings that reach the failure level of the boundary, or that of the option.
void mark_failures(std::vector<Finding>& findings, const policy::Boundary& boundary,
                   const LintOptions& options);
/// `understood`: where what was understood is kept, for who asks more of it; null: it is not kept.
Judgement judge(const LintInput& input, Shared& shared,
                std::shared_ptr<const Understood>* understood = nullptr);

/// check() for who judges the same files several times: what was read of the code stays in `cache`. The trees
/// of all inputs have to outlive it.
LintResult check_with(std::vector<LintInput> inputs, const LintOptions& options,
                      std::shared_ptr<facts::ModuleCache> cache);

/// The judgements of a run as its result. `failures`: what judging an input threw, by index, "" where all
/// went well. `whole` false: some inputs of the run are still to be judged, so that nothing can be said about
/// exceptions, comments and entries of the baseline that nobody needs.
LintResult put_together(const std::vector<LintInput>& inputs, std::vector<Judgement> judgements,
                        const std::vector<std::string>& failures, const LintOptions& options,
                        bool whole = true);

}  // namespace dockgate::lint
