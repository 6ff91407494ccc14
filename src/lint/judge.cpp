#include "lint/judge.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "build/build.hpp"
#include "build/ignore_file.hpp"
#include "dockerfile/parse.hpp"
#include "facts/module_cache.hpp"
#include "findings/finish.hpp"
#include "lint/check_directives.hpp"
#include "lint/context.hpp"
#include "lint/gatekeeper.hpp"
#include "lint/inline_places.hpp"
#include "lint/invocations.hpp"
#include "lint/shellcheck.hpp"
#include "lock/mentions.hpp"
#include "policy/level.hpp"
#include "text/path.hpp"
#include "text/traced_files.hpp"
#include "text/words.hpp"

namespace dockgate::lint {

namespace {

constexpr std::string_view syntax_rule = "input/syntax";

Judgement not_judged(std::string file, std::string reason) {
  Judgement judgement;
  judgement.not_judged.push_back({std::move(file), {}, std::move(reason), false});
  return judgement;
}

/// hadolint has names of its own for two mistakes; with the others it cannot read the file.
std::string_view hadolint_name(const dockerfile::File& file, const dockerfile::SyntaxError& error) {
  for (const dockerfile::Instruction& instruction : file.instructions) {
    if (instruction.before_from && instruction.keyword_span.begin == error.span.begin) return "DL3061";
    if (instruction.trigger && instruction.trigger->keyword_span.begin == error.span.begin) return "DL3043";
  }
  return "DL1000";
}

/// What BuildKit refuses does not build at any boundary.
void add_syntax_findings(const Understood& understood, const policy::Policy& policy,
                         const policy::Boundary& boundary, text::Date today, policy::ExceptionUse& use,
                         std::vector<Finding>& findings) {
  std::vector<dockerfile::SyntaxError> errors = understood.file->errors;
  if (understood.checks.error) errors.push_back(*understood.checks.error);
  for (const dockerfile::SyntaxError& error : errors) {
    Finding finding;
    finding.rule = syntax_rule;
    finding.aliases = {std::string(hadolint_name(*understood.file, error))};
    finding.message = error.message;
    finding.help = error.help;
    finding.at = {understood.file->source, error.span};
    if (error.mend)
      finding.fixes.push_back({error.mend->title,
                               error.mend->safe,
                               {{{understood.file->source, error.mend->span}, error.mend->text}}});
    finding.dockerfile = understood.facts.dockerfile;
    finding.boundary = boundary.name;
    const bool known = policy.find_rule(syntax_rule) != nullptr;
    if (known && !policy::apply_policy(finding, policy, boundary, today, &use)) continue;
    findings.push_back(std::move(finding));
  }
}

/// Whether some rule of the policy that is on asks about the code that an image runs.
bool judges_code(const policy::Policy& policy) {
  static constexpr std::array<std::string_view, 9> kinds{"call",   "code",    "code-issue", "load",  "model",
                                                         "review", "setting", "vendored",   "weight"};
  return std::ranges::any_of(kinds, [&](std::string_view kind) { return policy.asks_about(kind); });
}

std::string shown_folder(const std::string& path) {
  return path.empty() ? "." : path;
}

}  // namespace

Shared::Shared(const LintOptions& options, std::size_t inputs, bool hash_weights,
               std::shared_ptr<facts::ModuleCache> cache)
    : options_(options) {
  collect_.hash_weights = hash_weights;
  collect_.all_code = hash_weights;
  collect_.jobs = std::max(1u, options.jobs / static_cast<unsigned>(std::max<std::size_t>(inputs, 1)));
  collect_.cache = cache ? std::move(cache) : facts::make_module_cache();
}

Shared::Shared(const LintOptions& options, std::size_t inputs, const Gatekeeper& gate)
    : Shared(options, inputs, true) {
  gate_ = &gate;
}

policy::FoundPolicy Shared::policy_of(const LintInput& input) {
  policy::FoundPolicy found;
  if (options_.policy) {
    found = {options_.policy, options_.policy_reason, {}};
  } else {
    policy::PolicyFinder* finder = nullptr;
    {
      const std::lock_guard lock(mutex_);
      auto& slot = finders_[input.tree.get()];
      if (!slot) slot = std::make_unique<policy::PolicyFinder>(input.tree);
      finder = slot.get();
    }
    found = finder->find(input.path);
  }
  if (!found.policy || options_.rule_levels.empty()) return found;
  const std::lock_guard lock(mutex_);
  auto known = with_levels_.find(found.policy);
  if (known == with_levels_.end()) {
    known = with_levels_.emplace(found.policy, found.policy->with_levels(options_.rule_levels)).first;
  }
  if (known->second) {
    found.policy = *known->second;
  } else {
    found.policy = nullptr;
    found.problems = known->second.error();
  }
  return found;
}

const policy::ActiveRules* Shared::active_rules(const policy::PolicyPtr& policy,
                                                const policy::Boundary& boundary, text::Date today) {
  if (policy->depends_on_paths()) return nullptr;
  const std::lock_guard lock(mutex_);
  auto& slot = active_rules_[{policy, &boundary}];
  if (!slot)
    slot = std::make_unique<policy::ActiveRules>(*policy, boundary, std::string_view(), today,
                                                 collect_.cache->reuse() == facts::Reuse::edits);
  return slot.get();
}

lock::FoundLock Shared::lock_of(const LintInput& input) {
  if (options_.lock) return {nullptr, options_.lock, {}};
  lock::LockFinder* finder = nullptr;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = lock_finders_[input.tree.get()];
    if (!slot) slot = std::make_unique<lock::LockFinder>(input.tree);
    finder = slot.get();
  }
  return finder->find(input.path);
}

ReviewFiles::Found Shared::ledger_of(const LintInput& input) {
  if (options_.ledger) return {options_.ledger, {}};
  return review_files_.ledger(input.tree, input.path);
}

facts::ReviewSources Shared::review_sources(const LintInput& input, const policy::Policy& policy,
                                            const policy::Boundary& boundary,
                                            std::shared_ptr<const ledger::Ledger> ledger) {
  auto [owners, folder] = review_files_.owners(input.tree, input.path);
  return {std::move(ledger), std::move(owners), std::move(folder), known_contents(policy, boundary),
          options_.today};
}

facts::CollectOptions Shared::collect_options(const policy::PolicyPtr& policy) {
  facts::CollectOptions options = collect_;
  if (policy && policy->has_entries(model_code_list)) {
    options.names_model_code = [policy](std::string_view shown) { return names_model_code(*policy, shown); };
  }
  if (!policy || !policy->has_catalog()) return options;
  // What matters in a file depends on the rows, so that the parsed files are not shared with others.
  const std::lock_guard lock(mutex_);
  auto& cache = caches_[policy];
  if (!cache)
    cache =
        facts::make_module_cache({policy->catalog()}, policy->catalog_commands(), collect_.cache->reuse());
  options.cache = cache;
  return options;
}

std::string shown_path(const LintInput& input) {
  // What a compose file includes stands in another file than the one that was found.
  const bool is_inline = input.invocation && input.invocation->inline_dockerfile;
  return is_inline && input.source ? input.source->path() : input.tree->display_path(input.path);
}

Result<SourcePtr, FileError> source_of(const LintInput& input) {
  if (input.source) return input.source;
  return input.tree->read(input.path);
}

std::shared_ptr<const dockerfile::File> read_dockerfile(SourcePtr source) {
  dockerfile::File file = dockerfile::parse(std::move(source));
  dockerfile::imply_from(file);
  return std::make_shared<const dockerfile::File>(std::move(file));
}

build::Request request_of(const LintInput& input, const LintOptions& options) {
  return with_options(input.invocation ? input.invocation->request : build::Request{}, options);
}

struct Front {
  LintInput input;  // its source is the text that was read
  policy::PolicyPtr policy;
  Depth depth = Depth::code;
  /// The rest is made when a text is judged for the second time: who types in it needs none.
  std::shared_ptr<text::TracedFiles> files;
  Understood understood;  // without facts
  std::shared_ptr<const facts::DockerfileSide> side;

  /// Whether it is about `other` with this text. All that the options say is the same in one run.
  bool is_of(const LintInput& other, const SourceFile& text, const policy::PolicyPtr& its_policy,
             Depth its_depth) const {
    return input.invocation == other.invocation && policy == its_policy && depth == its_depth &&
           input.source->bytes() == text.bytes() && input.source->path() == text.path();
  }
};

std::shared_ptr<const Front> Shared::front(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto* known = fronts_.find(key);
  return known == nullptr ? nullptr : *known;
}

void Shared::keep_front(const std::string& key, std::shared_ptr<const Front> front) {
  const std::lock_guard lock(mutex_);
  fronts_.replace(key, std::move(front));
}

bool Shared::keeps_fronts() const {
  return collect_.cache->reuse() == facts::Reuse::edits && !options_.context && !shellcheck_;
}

namespace {

facts::CollectOptions options_of(Shared& shared, const policy::PolicyPtr& policy, Depth depth) {
  facts::CollectOptions collect = shared.collect_options(policy);
  collect.code = depth != Depth::dockerfile;
  // The gate says of each rule what it looked at.
  const bool all = depth == Depth::everything || shared.gate() || !policy;
  if (!all) collect.wanted = policy->wanted();
  collect.issues = depth == Depth::everything || (policy && policy->asks_about("code-issue"));
  collect.calls = policy && policy->asks_about("call");
  return collect;
}

/// The build of `input`, whose files are read through `tree`; no facts yet.
Understood resolve(const LintInput& input, const std::shared_ptr<const FileTree>& tree, SourcePtr source,
                   const LintOptions& options) {
  const build::Invocation* invocation = input.invocation.get();
  build::Request request = request_of(input, options);

  Understood understood;
  understood.target = request.target;
  if (invocation && invocation->at.source) understood.build_file = invocation->at.source->path();
  understood.file = read_dockerfile(std::move(source));
  std::optional<std::string> check_argument;
  for (const auto& [name, value] : request.build_args)
    if (name == "BUILDKIT_DOCKERFILE_CHECK") check_argument = value;
  understood.checks = dockerfile::file_checks(*understood.file, check_argument);
  ChosenBuild chosen;
  if (options.context) {
    // Beside the Dockerfile, which may lie outside of the context.
    if (const auto ignore = tree->read(input.path + ".dockerignore", build::longest_ignore_file))
      request.ignore_file = *ignore;
    chosen.build = build::resolve(understood.file, options.context, std::move(request));
  } else if (invocation) {
    const std::string label = request.label;
    chosen.build = build::resolve(understood.file, tree->subtree(invocation->context), std::move(request));
    if (invocation->context != text::parent(input.path)) chosen.reason = label + " says so";
  } else {
    chosen = resolve_in_context(understood.file, tree, input.path, request);
  }
  understood.build = std::make_shared<const build::Build>(std::move(chosen.build));
  understood.context_reason = std::move(chosen.reason);
  return understood;
}

/// The front of `input`: as it was kept, as long as all that it rests on is the same. Null where none pays.
std::shared_ptr<const Front> front_of(const LintInput& input, const SourcePtr& source, Shared& shared,
                                      const policy::PolicyPtr& policy, Depth depth) {
  const std::string key = input_key(input);
  const auto known = shared.front(key);
  const bool again = known && known->is_of(input, *source, policy, depth);
  if (again && known->side && known->files->holds(*input.tree)) {
    known->files->lay_over(input.tree);
    return known;
  }
  auto front = std::make_shared<Front>();
  front->input = input;
  front->input.source = source;
  front->policy = policy;
  front->depth = depth;
  if (!again) {
    shared.keep_front(key, std::move(front));
    return nullptr;
  }
  front->files = std::make_shared<text::TracedFiles>(input.tree);
  front->understood = resolve(input, front->files, source, shared.options());
  front->side = facts::dockerfile_side(*front->understood.build, options_of(shared, policy, depth));
  front->files->stop();
  shared.keep_front(key, front);
  return front;
}

}  // namespace

Understood understand(const LintInput& input, SourcePtr source, Shared& shared,
                      const policy::PolicyPtr& policy, Depth depth) {
  const facts::CollectOptions collect = options_of(shared, policy, depth);
  if (const auto front = shared.keeps_fronts() ? front_of(input, source, shared, policy, depth) : nullptr) {
    Understood understood = front->understood;
    understood.facts = facts::collect(*understood.build, collect, front->side);
    return understood;
  }
  Understood understood = resolve(input, input.tree, std::move(source), shared.options());
  understood.facts = facts::collect(*understood.build, collect);
  if (shared.shellcheck() != nullptr)
    understood.facts.shell_issues = shared.shellcheck()->facts_of(*understood.build);
  return understood;
}

void add_reviews(const LintInput& input, Shared& shared, const policy::Policy& policy,
                 const policy::Boundary& boundary, std::shared_ptr<const ledger::Ledger> ledger,
                 facts::BuildFacts& facts) {
  drop_code_of_other_boundaries(policy, boundary, facts);
  if (facts.vendored.empty()) return;
  facts.reviews =
      facts::review_facts(facts.vendored, shared.review_sources(input, policy, boundary, std::move(ledger)));
}

ChosenBoundary boundary_of(const Understood& understood, const policy::Policy& policy,
                           const LintOptions& options) {
  if (!options.boundary.empty()) return {policy.find_boundary(options.boundary), "--boundary says so"};
  policy::ClassifyInput input = policy::classify_input(understood.facts, understood.target);
  input.build_file = understood.build_file;
  input.branch = options.branch;
  const policy::Classified classified = policy.classify(input);
  return {classified.boundary, classified.reason};
}

void mark_failures(std::vector<Finding>& findings, const policy::Boundary& boundary,
                   const LintOptions& options) {
  if (boundary.never_fails && !options.fail_on) return;
  const Severity level = options.fail_on.value_or(boundary.fail_on);
  for (Finding& finding : findings) finding.fails = finding.severity >= level;
}

Judgement judge(const LintInput& input, Shared& shared, std::shared_ptr<const Understood>* kept) {
  const LintOptions& options = shared.options();
  const bool is_inline = input.invocation && input.invocation->inline_dockerfile;
  const std::string shown = shown_path(input);
  const auto read = source_of(input);
  if (!read) return not_judged(shown, std::string(to_string(read.error())));
  const SourcePtr& source = *read;

  Judgement judgement;
  judgement.files.insert(shown);
  const policy::FoundPolicy found = shared.policy_of(input);
  const lock::FoundLock locked = shared.lock_of(input);
  if (!found.policy || !locked.problems.empty()) {
    judgement.policy_errors = found.problems;
    judgement.policy_errors.insert(judgement.policy_errors.end(), locked.problems.begin(),
                                   locked.problems.end());
    return judgement;
  }
  const policy::Policy& policy = *found.policy;

  const text::Date today = text::date_from(options.today).value_or(text::Date{});
  const bool gate = shared.gate() != nullptr;
  const bool follows_code = gate || judges_code(policy);
  // Without a policy that asks for reviews nobody needs the ledger, and none is judged.
  const bool reviews = gate || policy.asks_about("review") || policy.asks_about("code-issue");
  const ReviewFiles::Found ledger = reviews ? shared.ledger_of(input) : ReviewFiles::Found{};
  if (!ledger.problems.empty()) {
    judgement.policy_errors = ledger.problems;
    return judgement;
  }
  const auto whole = std::make_shared<Understood>(
      understand(input, source, shared, found.policy, follows_code ? Depth::code : Depth::dockerfile));
  if (kept != nullptr) *kept = whole;
  Understood& understood = *whole;
  if (locked.lock) lock::join(*locked.lock, understood.facts);
  ChosenBoundary chosen = boundary_of(understood, policy, options);
  if (gate) {
    judgement.gated = Gatekeeper::begin(found.policy);
    chosen = {judgement.gated->boundary.get(), "the gate judges at the strictest boundary"};
  }
  if (chosen.boundary == nullptr) {
    std::vector<std::string_view> known;
    for (const policy::Boundary& each : policy.boundaries()) known.push_back(each.name);
    judgement.policy_errors.push_back(
        {{},
         text::with_hint(policy.title() + " has no boundary `" + options.boundary + "`", options.boundary,
                         known)});
    return judgement;
  }
  const policy::Boundary& boundary = *chosen.boundary;

  judgement.policy = found.policy;
  judgement.boundary = &boundary;
  if (reviews) add_reviews(input, shared, policy, boundary, ledger.ledger, understood.facts);
  judgement.findings = policy::evaluate(policy, boundary, understood.facts, today, &judgement.use,
                                        gate ? &judgement.gated->looks : nullptr,
                                        gate ? nullptr : shared.active_rules(found.policy, boundary, today));
  if (gate) shared.gate()->look(input, understood.facts, ledger.ledger.get(), today, judgement);
  add_syntax_findings(understood, policy, boundary, today, judgement.use, judgement.findings);
  const Severity fail_on = options.fail_on.value_or(boundary.fail_on);
  const CommentJudge comment_judge{policy, boundary, today, understood.facts.dockerfile};
  std::vector<Finding> forbidden;
  if (policy.reads_comments_of("buildkit"))
    forbidden = apply_check_directives(*understood.file, understood.checks, comment_judge, fail_on,
                                       judgement.findings);
  if (ledger.ledger) accept_reviewed(understood.facts, *ledger.ledger, options.today, judgement.findings);
  Suppressed comments =
      suppress_by_comments(*understood.file, understood.facts, comment_judge, fail_on, judgement.findings);
  for (auto* more : {&forbidden, &comments.findings})
    std::move(more->begin(), more->end(), std::back_inserter(judgement.findings));
  judgement.comments = std::move(comments.uses);
  mark_failures(judgement.findings, boundary, options);

  const InlinePlaces inlined(source, input.invocation.get());
  std::erase_if(judgement.findings, [&](const Finding& finding) { return inlined.is_added(finding.at); });
  for (Finding& finding : judgement.findings) {
    if (is_inline) inlined.move_out(finding);
    if (!understood.facts.label.empty()) finding.callers = {understood.facts.label};
  }
  for (CommentUse& use : judgement.comments) {
    if (is_inline) use.at = inlined.outer(use.at);
  }

  findings::sort(judgement.findings);

  if (is_inline && judgement.gated)
    for (policy::Broken& broken : judgement.gated->looks.broken) broken.at = inlined.outer(broken.at);

  for (const facts::CodeFact& file : understood.facts.code) {
    judgement.files.insert(file.at.source ? file.at.source->path() : file.file);
  }
  for (const Problem& problem : understood.facts.not_judged) {
    const Place at = is_inline ? inlined.outer(problem.at) : problem.at;
    const SourcePtr& where = at.source;
    judgement.not_judged.push_back({where ? where->path() : shown,
                                    where ? where->position(at.span.begin) : Position{}, problem.message,
                                    !follows_code});
  }
  judgement.dockerfile = {shown,
                          shown_folder(understood.facts.context),
                          boundary.name,
                          chosen.reason,
                          policy.title(),
                          found.reason,
                          {},
                          understood.context_reason};
  judgement.dockerfile->label = understood.facts.label;
  judgement.dockerfile->fail_on = options.fail_on.value_or(boundary.fail_on);
  return judgement;
}

}  // namespace dockgate::lint
