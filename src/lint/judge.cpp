#include "lint/judge.hpp"

#include "build/build.hpp"
#include "dockerfile/parse.hpp"
#include "findings/finish.hpp"
#include "lint/check_directives.hpp"
#include "lint/context.hpp"
#include "lint/inline_places.hpp"
#include "lint/invocations.hpp"
#include "text/path.hpp"

namespace dockgate::lint {

namespace {

constexpr std::string_view syntax_rule = "input/syntax";
constexpr std::uint64_t longest_ignore_file = 1u << 20;

Judgement not_judged(std::string file, std::string reason) {
  Judgement judgement;
  judgement.not_judged.push_back({std::move(file), {}, std::move(reason), false});
  return judgement;
}

/// What BuildKit refuses does not build at any boundary.
void add_syntax_findings(const Understood& understood, const policy::Policy& policy,
                         const policy::Boundary& boundary, policy::Date today, policy::ExceptionUse& use,
                         std::vector<Finding>& findings) {
  std::vector<dockerfile::SyntaxError> errors = understood.file->errors;
  if (understood.checks.error) errors.push_back(*understood.checks.error);
  for (const dockerfile::SyntaxError& error : errors) {
    Finding finding;
    finding.rule = syntax_rule;
    finding.message = error.message;
    finding.help = error.help;
    finding.at = {understood.file->source, error.span};
    finding.dockerfile = understood.facts.dockerfile;
    finding.boundary = boundary.name;
    const bool known = policy.find_rule(syntax_rule) != nullptr;
    if (known && !policy::apply_policy(finding, policy, boundary, today, &use)) continue;
    findings.push_back(std::move(finding));
  }
}

std::string shown_folder(const std::string& path) {
  return path.empty() ? "." : path;
}

}  // namespace

Shared::Shared(const LintOptions& options) : options_(options) {
  collect_.cache = facts::make_module_cache();
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

facts::CollectOptions Shared::collect_options(const policy::PolicyPtr& policy) {
  facts::CollectOptions options = collect_;
  if (!policy || !policy->has_catalog()) return options;
  options.more_catalog = {policy->catalog()};
  options.more_commands = policy->catalog_commands();
  // What matters in a file depends on the rows, so that the parsed files are not shared with others.
  const std::lock_guard lock(mutex_);
  auto& cache = caches_[policy];
  if (!cache) cache = facts::make_module_cache();
  options.cache = cache;
  return options;
}

Understood understand(const LintInput& input, SourcePtr source, Shared& shared,
                      const policy::PolicyPtr& policy) {
  const LintOptions& options = shared.options();
  const build::Invocation* invocation = input.invocation.get();
  build::Request request = with_options(invocation ? invocation->request : build::Request{}, options);

  Understood understood;
  understood.target = request.target;
  understood.file = std::make_shared<const dockerfile::File>(dockerfile::parse(std::move(source)));
  std::optional<std::string> check_argument;
  for (const auto& [name, value] : request.build_args)
    if (name == "BUILDKIT_DOCKERFILE_CHECK") check_argument = value;
  understood.checks = dockerfile::file_checks(*understood.file, check_argument);
  ChosenBuild chosen;
  if (options.context) {
    // Beside the Dockerfile, which may lie outside of the context.
    if (const auto ignore = input.tree->read(input.path + ".dockerignore", longest_ignore_file))
      request.ignore_file = *ignore;
    chosen.build = build::resolve(understood.file, options.context, std::move(request));
  } else if (invocation) {
    const std::string label = request.label;
    chosen.build =
        build::resolve(understood.file, input.tree->subtree(invocation->context), std::move(request));
    if (invocation->context != text::parent(input.path)) chosen.reason = label + " says so";
  } else {
    chosen = resolve_in_context(understood.file, input.tree, input.path, request);
  }
  understood.facts = facts::collect(chosen.build, shared.collect_options(policy));
  understood.context_reason = std::move(chosen.reason);
  return understood;
}

ChosenBoundary boundary_of(const Understood& understood, const policy::Policy& policy,
                           const LintOptions& options) {
  if (!options.boundary.empty()) return {policy.find_boundary(options.boundary), "--boundary says so"};
  const policy::Classified classified =
      policy.classify(policy::classify_input(understood.facts, understood.target));
  return {classified.boundary, classified.reason};
}

bool violates(const std::vector<Finding>& findings, const policy::Boundary& boundary,
              const LintOptions& options) {
  return findings::reaches(findings, options.fail_on.value_or(boundary.fail_on));
}

Judgement judge(const LintInput& input, Shared& shared) {
  const LintOptions& options = shared.options();
  const bool is_inline = input.invocation && input.invocation->inline_dockerfile;
  // What a compose file includes stands in another file than the one that was found.
  const std::string shown =
      is_inline && input.source ? input.source->path() : input.tree->display_path(input.path);
  SourcePtr source = input.source;
  if (!source) {
    const auto read = input.tree->read(input.path);
    if (!read) return not_judged(shown, std::string(to_string(read.error())));
    source = *read;
  }

  Judgement judgement;
  judgement.files.insert(shown);
  const policy::FoundPolicy found = shared.policy_of(input);
  if (!found.policy) {
    judgement.policy_errors = found.problems;
    return judgement;
  }
  const policy::Policy& policy = *found.policy;

  const Understood understood = understand(input, source, shared, found.policy);
  const ChosenBoundary chosen = boundary_of(understood, policy, options);
  if (chosen.boundary == nullptr) {
    judgement.policy_errors.push_back({{}, policy.title() + " has no boundary `" + options.boundary + "`"});
    return judgement;
  }
  const policy::Boundary& boundary = *chosen.boundary;
  const policy::Date today = policy::date_from(options.today).value_or(policy::Date{});

  judgement.policy = found.policy;
  judgement.boundary = &boundary;
  judgement.findings = policy::evaluate(policy, boundary, understood.facts, today, &judgement.use);
  add_syntax_findings(understood, policy, boundary, today, judgement.use, judgement.findings);
  apply_check_directives(*understood.file, understood.checks, boundary, judgement.findings);
  judgement.violated = violates(judgement.findings, boundary, options);

  const InlinePlaces inlined(is_inline ? source : nullptr, is_inline ? input.invocation->inline_at : Place{});
  for (Finding& finding : judgement.findings) {
    if (is_inline) inlined.move_out(finding);
    if (!understood.facts.label.empty()) finding.callers = {understood.facts.label};
  }

  for (const facts::CodeFact& code : understood.facts.code) {
    judgement.files.insert(code.at.source ? code.at.source->path() : code.file);
  }
  for (const Problem& problem : understood.facts.not_judged) {
    const Place at = is_inline ? inlined.outer(problem.at) : problem.at;
    const SourcePtr& where = at.source;
    judgement.not_judged.push_back({where ? where->path() : shown,
                                    where ? where->position(at.span.begin) : Position{}, problem.message});
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
  return judgement;
}

}  // namespace dockgate::lint
