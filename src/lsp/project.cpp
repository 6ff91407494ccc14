#include "lsp/project.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <map>
#include <utility>

#include "findings/baseline.hpp"
#include "ledger/ledger.hpp"
#include "lint/discover.hpp"
#include "lint/invocations.hpp"
#include "lock/lock.hpp"
#include "lsp/changed_files.hpp"
#include "lsp/document.hpp"
#include "policy/find_policy.hpp"
#include "text/file_trees.hpp"
#include "text/path.hpp"

namespace dockgate::lsp {

namespace {

constexpr std::string_view builtin_prefix = "builtin:";

Problem settings_problem(std::string message) {
  return {{}, std::move(message)};
}

/// Files that many builds share and that are read once for all of them.
bool is_shared(std::string_view path) {
  const DocumentKind kind = kind_of({}, path);
  return kind == DocumentKind::policy || kind == DocumentKind::hadolint || kind == DocumentKind::ledger ||
         text::file_name(path) == lock::file_name || text::file_name(path) == "CODEOWNERS";
}

bool known_problem(const LintResult& result, const std::string& path) {
  return std::ranges::any_of(result.policy_errors, [&](const Problem& problem) {
    return problem.at.source && problem.at.source->path() == path;
  });
}

}  // namespace

void Update::merge(Update later) {
  changed.merge(later.changed);
  later.changed = std::move(changed);
  later.anew = later.anew || anew;
  *this = std::move(later);
}

Project::Project(std::shared_ptr<const FileTree> disk)
    : disk_(std::move(disk)),
      tree_(std::make_shared<RecordingFiles>(disk_)),
      policy_tree_(std::make_shared<RecordingFiles>(disk_)),
      texts_(std::make_shared<Texts>()),
      settings_(std::make_shared<JudgeSettings>()) {}

void Project::apply_settings() {
  options_ = {};
  settings_problems_.clear();
  options_.rule_levels = settings_->rule_levels;
  options_.boundary = settings_->boundary;
  options_.target = settings_->target;
  options_.build_args = settings_->build_args;
  const auto complain = [&](std::string message) {
    settings_problems_.push_back(settings_problem(std::move(message)));
  };
  if (settings_->policy.starts_with(builtin_prefix)) {
    options_.policy =
        policy::Policy::builtin(std::string_view(settings_->policy).substr(builtin_prefix.size()));
    if (!options_.policy) complain("the setting `policy`: there is no `" + settings_->policy + "`");
  } else if (!settings_->policy.empty()) {
    policy_reads_.insert(text::normalize(settings_->policy).value_or(""));
    const auto source = policy_tree_->read(settings_->policy, longest_document);
    if (!source) {
      complain("the policy `" + settings_->policy +
               "` of the settings: " + std::string(to_string(source.error())));
    } else if (const policy::LoadResult loaded =
                   policy::Policy::parse(*source, policy_tree_.get(), settings_->policy)) {
      options_.policy = *loaded;
    } else {
      settings_problems_ = loaded.error();
    }
  }
  options_.policy_reason = "the editor's settings";
  if (settings_->baseline.empty()) return;
  policy_reads_.insert(text::normalize(settings_->baseline).value_or(""));
  const auto source = policy_tree_->read(settings_->baseline, longest_document);
  if (!source)
    return complain("the baseline `" + settings_->baseline +
                    "` of the settings: " + std::string(to_string(source.error())));
  auto baseline = findings::read_baseline(*source);
  if (!baseline) {
    std::ranges::move(baseline.error(), std::back_inserter(settings_problems_));
    return;
  }
  baseline->reason = "in " + settings_->baseline;
  options_.baseline = std::make_shared<const findings::Baseline>(std::move(*baseline));
}

void Project::update(Update update) {
  revision_ = update.revision;
  texts_ = update.texts;
  const auto now = text::overlay_files(disk_, *texts_);
  tree_->lay_over(now);
  policy_tree_->lay_over(now);
  const bool new_settings = update.settings && !(*update.settings == *settings_);
  if (update.settings) settings_ = update.settings;
  const bool new_dockerfiles = open_dockerfiles_ != update.open_dockerfiles;
  open_dockerfiles_ = std::move(update.open_dockerfiles);
  const bool new_day = update.today != options_.today || update.branch != options_.branch;
  const bool policies = std::ranges::any_of(update.changed, [&](const std::string& path) {
    return is_shared(path) || policy_reads_.contains(path);
  });
  if (update.anew || new_settings || policies || new_day || !shared_) {
    policy_reads_.clear();
    policy_tree_->record(&policy_reads_);
    apply_settings();
    options_.today = update.today;
    options_.branch = update.branch;
    shared_ = std::make_unique<lint::Shared>(options_, 1, false,
                                             facts::make_module_cache({}, {}, facts::Reuse::edits));
    finder_ = std::make_unique<policy::PolicyFinder>(policy_tree_);
    for (State& state : states_) state.dirty = true;
  }
  const bool build_files = std::ranges::any_of(update.changed, [&](const std::string& path) {
    return found_reads_.contains(path) &&
           std::ranges::none_of(states_, [&](const State& state) { return state.input.path == path; });
  });
  if (update.anew || build_files || new_dockerfiles || states_.empty()) look();
  take_changes(update.changed);
  mark_urgent();
}

void Project::look() {
  found_reads_.clear();
  tree_->record(&found_reads_);
  lint::Discovered found = lint::discover(tree_, "");
  for (const std::string& path : open_dockerfiles_) {
    const bool known =
        std::ranges::any_of(found.inputs, [&](const LintInput& input) { return input.path == path; });
    if (!known) found.inputs.push_back({tree_, path, nullptr});
  }
  tree_->record(nullptr);
  lint::keep_each_once(found.inputs);
  not_found_ = std::move(found.not_judged);
  // A broken file that is open is an input: its own findings say what is wrong.
  std::erase_if(not_found_, [&](const NotJudged& item) {
    return std::ranges::find(open_dockerfiles_, item.file) != open_dockerfiles_.end();
  });

  std::map<std::string, State> before;
  for (State& state : states_) before.emplace(state.key, std::move(state));
  states_.clear();
  for (LintInput& input : found.inputs) {
    State state;
    const bool inlined = input.invocation && input.invocation->inline_dockerfile;
    if (!inlined) input.source = nullptr;  // read anew at each judgement
    state.key = lint::input_key(input);
    if (const auto known = before.find(state.key); known != before.end()) {
      state = std::move(known->second);
      before.erase(known);
      // Places in the build file may have moved.
      if (input.invocation) state.dirty = true;
    }
    state.input = std::move(input);
    states_.push_back(std::move(state));
  }
  for (const auto& [key, state] : before) touch(state.judgement);
}

void Project::take_changes(const std::set<std::string>& changed) {
  if (changed.empty()) return;
  for (State& state : states_) {
    if (state.dirty) continue;
    state.dirty = std::ranges::any_of(changed, [&](const std::string& path) {
      return state.input.path == path || state.reads.contains(path);
    });
  }
}

bool Project::reads_open(const State& state) const {
  if (is_open(state.input.path)) return true;
  return std::ranges::any_of(*texts_, [&](const auto& text) { return state.reads.contains(text.first); });
}

void Project::mark_urgent() {
  for (State& state : states_) state.urgent = state.dirty && reads_open(state);
}

bool Project::urgent() const {
  return std::ranges::any_of(states_, &State::urgent);
}

bool Project::pending() const {
  return std::ranges::any_of(states_, &State::dirty);
}

void Project::touch(const lint::Judgement& judgement) {
  for (const Finding& finding : judgement.findings)
    touched_.insert(finding.at.source ? finding.at.source->path() : finding.dockerfile);
  touch_others(judgement);
}

void Project::touch_others(const lint::Judgement& judgement) {
  for (const NotJudged& item : judgement.not_judged) touched_.insert(item.file);
  for (const Problem& problem : judgement.policy_errors) {
    if (problem.at.source) touched_.insert(problem.at.source->path());
  }
}

void Project::touch_changes(const lint::Judgement& before, const lint::Judgement& after) {
  add_changed_files(before.findings, after.findings, touched_);
  for (const auto* judgement : {&before, &after}) touch_others(*judgement);
}

std::shared_ptr<const lint::Judgement> Project::judge(State& state) {
  auto before = std::make_shared<const lint::Judgement>(std::exchange(state.judgement, {}));
  spent_.push_back(before);
  spent_.push_back(std::exchange(state.understood, nullptr));
  state.reads.clear();
  policy::FoundPolicy found{options_.policy, options_.policy_reason, settings_problems_};
  if (settings_->policy.empty()) {
    found = finder_->find(state.input.path);
    found.problems.insert(found.problems.end(), settings_problems_.begin(), settings_problems_.end());
  }
  if (!found.policy || !settings_problems_.empty()) {
    state.judgement.policy_errors = found.problems;
    return before;
  }
  const policy::PolicyPtr fixed = options_.policy;
  const std::string reason = options_.policy_reason;
  options_.policy = found.policy;
  options_.policy_reason = found.reason;
  tree_->record(&state.reads);
  try {
    state.judgement = lint::judge(state.input, *shared_, &state.understood);
  } catch (const std::exception& error) {
    state.failure = error.what();
  }
  tree_->record(nullptr);
  options_.policy = fixed;
  options_.policy_reason = reason;
  return before;
}

void Project::step() {
  auto next = std::ranges::find_if(states_, &State::urgent);
  if (next == states_.end()) next = std::ranges::find_if(states_, &State::dirty);
  if (next == states_.end()) return;
  next->failure.clear();
  next->dirty = next->urgent = false;
  next->judged = true;
  const auto before = judge(*next);
  touch_changes(*before, next->judgement);
  if (!reads_open(*next)) next->understood = nullptr;
}

void Project::check_open_files(LintResult& result) const {
  for (const auto& [path, text] : *texts_) {
    const DocumentKind kind = kind_of({}, path);
    if (kind != DocumentKind::policy && kind != DocumentKind::hadolint && kind != DocumentKind::ledger)
      continue;
    const auto source = policy_tree_->read(path, longest_document);
    if (!source || known_problem(result, (*source)->path())) continue;
    std::vector<Problem> problems;
    if (kind == DocumentKind::ledger) {
      if (const auto ledger = ledger::read(*source); !ledger) problems = ledger.error();
    } else {
      const policy::LoadResult loaded = policy::Policy::parse(*source, policy_tree_.get(), path);
      if (!loaded) problems = loaded.error();
    }
    std::ranges::move(problems, std::back_inserter(result.policy_errors));
  }
}

Outcome Project::outcome() {
  Outcome out;
  out.revision = revision_;
  out.total = states_.size();
  std::vector<LintInput> inputs;
  std::vector<lint::Judgement> judgements;
  std::vector<std::string> failures;
  for (const State& state : states_) {
    if (!state.dirty) ++out.done;
    if (!state.judged) continue;
    inputs.push_back(state.input);
    judgements.push_back(state.judgement);
    failures.push_back(state.failure);
    if (state.understood) out.builds.push_back(state.understood);
    if (state.judgement.policy && state.judgement.dockerfile)
      out.under.insert_or_assign(state.judgement.dockerfile->path,
                                 Outcome::Under{state.judgement.policy, state.judgement.boundary});
  }
  out.whole = out.done == out.total;
  LintResult result = lint::put_together(inputs, std::move(judgements), failures, options_, out.whole);
  result.not_judged.insert(result.not_judged.end(), not_found_.begin(), not_found_.end());
  check_open_files(result);
  out.result = std::make_shared<const LintResult>(std::move(result));
  out.touched = std::move(touched_);
  touched_.clear();
  return out;
}

}  // namespace dockgate::lsp
