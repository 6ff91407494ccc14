#include "evidence/collect.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "facts/scope.hpp"
#include "manifest/collect.hpp"
#include "policy/exceptions.hpp"
#include "policy/level.hpp"
#include "text/date.hpp"
#include "text/digest.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::evidence {
namespace {

constexpr std::size_t most_next = 30;
constexpr std::size_t most_open = 8;
// Which categories, or rules, keep a question from being answered.
constexpr std::array<std::string_view, 5> about_weights{"model/", "weights/", "manifest/", "data/",
                                                        "base/unresolved"};
constexpr std::array<std::string_view, 5> about_review{"review/", "code/", "model/remote-code",
                                                       "model/code-revision", "model/unsafe-load"};

Position position_of(const Place& at) {
  return at.source ? at.source->position(at.span.begin) : Position{};
}

std::string title_of(std::string_view dockerfile, std::string_view label) {
  return text::to_utf8(dockerfile) + (label.empty() ? "" : " (" + text::to_utf8(label) + ")");
}

std::string shown_stage(int stage, std::string_view name) {
  if (stage < 0) return {};
  return name.empty() ? std::to_string(stage) : text::to_utf8(name);
}

bool is_about(const SeenFinding& finding, std::span<const std::string_view> prefixes) {
  return finding.fails &&
         std::ranges::any_of(prefixes, [&](auto prefix) { return finding.rule.starts_with(prefix); });
}

class Collector {
 public:
  Collector(const lint::GateResult& result, const RunContext& context) : result_(result), context_(context) {
    for (const auto& build : result.builds) builds_.emplace_back(*build);
  }

  Evidence run() {
    out_.tool_version = context_.tool_version;
    out_.as_of = context_.as_of;
    out_.command = context_.command;
    out_.accepted = result_.accepted;
    note_stages();
    add_findings();
    for (const lint::GatedBuild& build : builds_) add_build(build);
    add_verdicts();
    add_rest();
    answer_weights();
    answer_review();
    decide();
    return std::move(out_);
  }

 private:
  // ---- findings

  void add_findings() {
    const std::set<std::size_t> failing(result_.failing.begin(), result_.failing.end());
    for (std::size_t i = 0; i < result_.lint.findings.size(); ++i)
      out_.findings.push_back(finding(result_.lint.findings[i], failing.contains(i)));
  }

  SeenFinding finding(const Finding& from, bool fails) const {
    SeenFinding to;
    to.rule = from.rule;
    to.severity = to_string(from.severity);
    to.outcome = from.suppressed                       ? Outcome::excepted
                 : from.verdict == Verdict::unresolved ? Outcome::unresolved
                                                       : Outcome::refuted;
    to.message = text::to_utf8(from.message);
    to.help = text::to_utf8(from.help);
    to.file = from.at.source ? path_of(from.at) : text::to_utf8(from.dockerfile);
    const auto at = position_of(from.at);
    to.line = at.line;
    to.column = at.column;
    to.dockerfile = text::to_utf8(from.dockerfile);
    to.subject = text::to_utf8(from.subject);
    to.fingerprint = from.fingerprint;
    to.fails = fails;
    to.stage = stage_of(from);
    for (const auto& step : from.trace)
      to.trace.push_back(path_of(step.at) + ":" + std::to_string(position_of(step.at).line) + ": " +
                         text::to_utf8(step.what));
    if (from.suppressed)
      to.excuse = Excuse{std::string(to_string(from.suppressed->by)), text::to_utf8(from.suppressed->reason),
                         text::to_utf8(from.suppressed->owner), from.suppressed->expires};
    return to;
  }

  /// What a finding and the look that made it have in common.
  static std::string key_of(std::string_view rule, const Place& at, std::string_view subject) {
    return std::string(rule) + '\n' + path_of(at) + '\n' + std::to_string(at.span.begin) + '\n' +
           std::to_string(at.span.end) + '\n' + std::string(subject);
  }
  void note_stages() {
    for (const lint::GatedBuild& build : builds_)
      for (const auto& broken : build.looks.broken)
        stages_.try_emplace(build.facts.dockerfile + '\n' + key_of(broken.rule, broken.at, broken.subject),
                            shown_stage(broken.stage, broken.stage_name));
  }
  std::string stage_of(const Finding& finding) const {
    const auto found =
        stages_.find(finding.dockerfile + '\n' + key_of(finding.rule, finding.at, finding.subject));
    return found == stages_.end() ? std::string() : found->second;
  }

  // ---- verdicts

  using Key = std::tuple<std::string, std::string, std::string, std::string>;  // build, rule, file, stage

  RuleVerdict& verdict(const std::string& build, std::string_view rule, const std::string& file,
                       const std::string& stage) {
    auto& entry = verdicts_[Key(build, rule, file, stage)];
    entry.dockerfile = build;
    entry.rule = rule;
    entry.file = file;
    entry.stage = stage;
    return entry;
  }

  void hold(const std::string& build, std::string_view rule, const std::string& file,
            const std::string& stage, std::size_t subjects) {
    auto& entry = verdict(build, rule, file, stage);
    entry.outcome = std::max(entry.outcome, Outcome::proved);
    entry.subjects += subjects;
  }

  bool speaks_of(const std::string& build, std::string_view rule, const std::string& file) const {
    const auto at = verdicts_.lower_bound(Key(build, rule, file, ""));
    return at != verdicts_.end() && std::get<0>(at->first) == build && std::get<1>(at->first) == rule &&
           std::get<2>(at->first) == file;
  }

  void add_verdicts() {
    for (const lint::GatedBuild& build : builds_) {
      const auto title = title_of(build.dockerfile, build.label);
      for (const auto& [key, held] : build.looks.held)
        hold(title, std::get<0>(key), text::to_utf8(std::get<1>(key)),
             shown_stage(std::get<2>(key), held.stage_name), held.facts);
    }
    for (const auto& finding : out_.findings) {
      bool known = false;
      for (const lint::GatedBuild& build : builds_) {
        if (text::to_utf8(build.facts.dockerfile) != finding.dockerfile) continue;
        known = true;
        add_verdict(title_of(build.dockerfile, build.label), finding);
      }
      if (!known) add_verdict(finding.dockerfile, finding);
    }
    for (const lint::GatedBuild& build : builds_) add_searched(build);
    for (auto& [key, entry] : verdicts_) out_.verdicts.push_back(std::move(entry));
  }

  void add_verdict(const std::string& build, const SeenFinding& finding) {
    auto& entry = verdict(build, finding.rule, finding.file, finding.stage);
    entry.outcome = std::max(entry.outcome, finding.outcome);
    ++entry.subjects;
  }

  /// Rules whose facts are what a search found hold where it found nothing; rules that are about nothing here
  /// are not applicable.
  void add_searched(const lint::GatedBuild& build) {
    const auto title = title_of(build.dockerfile, build.label);
    const auto dockerfile = text::to_utf8(build.facts.dockerfile);
    std::set<std::string> unread;
    for (const auto& item : result_.lint.not_judged) unread.insert(text::to_utf8(item.file));
    for (const auto* rule : build.looks.rules) {
      const auto look = [&](const std::string& file) {
        if (file.empty() || unread.contains(file) || speaks_of(title, rule->name, file)) return;
        hold(title, rule->name, file, {}, 1);
      };
      const auto searched = facts::searched_in(rule->kind);
      if (searched == "dockerfile") look(dockerfile);
      if (searched == "vendored") {
        for (const auto& code : build.facts.vendored)
          if (code.language == "python") look(path_of(code.at));
      }
      if (rule->kind == "engine") look_at_engine(*rule, build, look);
      const auto at = verdicts_.lower_bound(Key(title, rule->name, "", ""));
      const bool any =
          at != verdicts_.end() && std::get<0>(at->first) == title && std::get<1>(at->first) == rule->name;
      if (!any) verdict(title, rule->name, {}, {});
    }
  }

  template <typename Look>
  void look_at_engine(const policy::Rule& rule, const lint::GatedBuild& build, const Look& look) const {
    if (rule.name == "input/syntax" || rule.name == "manifest/missing")
      look(text::to_utf8(build.facts.dockerfile));
    if (rule.name == "manifest/mismatch" && build.in_manifest) look(text::to_utf8(build.manifest_path));
    if (rule.name.starts_with("policy/exception-") && !build.policy->exceptions().empty())
      look(text::to_utf8(build.policy->title()));
  }

  // ---- builds

  void add_build(const lint::GatedBuild& build) {
    BuildEvidence evidence;
    evidence.parts = build.now;
    evidence.parts.dockerfile = text::to_utf8(build.dockerfile);
    evidence.parts.label = text::to_utf8(build.label);
    for (const auto& judged : result_.lint.dockerfiles)
      if (judged.path == build.dockerfile && judged.label == build.label)
        evidence.boundary_reason = text::to_utf8(judged.boundary_reason);
    evidence.in_manifest =
        build.in_manifest && std::ranges::none_of(out_.findings, [&](const SeenFinding& finding) {
          return finding.rule.starts_with("manifest/") &&
                 finding.dockerfile == text::to_utf8(build.facts.dockerfile);
        });
    for (const auto& model : build.facts.models)
      evidence.loaders.push_back({path_of(model.at), position_of(model.at).line, text::to_utf8(model.api),
                                  text::to_utf8(model.id.empty() ? model.missing : model.id)});
    for (const auto& load : build.facts.loads)
      evidence.loaders.push_back(
          {path_of(load.at), position_of(load.at).line, text::to_utf8(load.api), text::to_utf8(load.why)});
    std::ranges::sort(evidence.loaders);
    evidence.loaders.erase(std::unique(evidence.loaders.begin(), evidence.loaders.end()),
                           evidence.loaders.end());
    draw(build.facts, evidence.parts, out_.findings, evidence);
    out_.builds.push_back(std::move(evidence));
    add_scope(build);
    add_policy(build);
  }

  void add_file(std::string path, std::string role, std::string sha256) {
    if (path.empty() || sha256.empty()) return;
    scope_.emplace(std::pair(std::move(path), std::move(role)), std::move(sha256));
  }
  void add_source(const SourcePtr& source, std::string role) {
    if (source) add_file(text::to_utf8(source->path()), std::move(role), text::sha256(source->bytes()));
  }

  void add_scope(const lint::GatedBuild& build) {
    add_source(build.facts.source, "dockerfile");
    for (const auto& code : build.facts.code)
      if (code.at.source != build.facts.source) add_source(code.at.source, "code");
    for (const auto& code : build.facts.vendored) add_file(path_of(code.at), "code of a model", code.sha256);
    for (const auto& weights : build.facts.weights)
      add_file(text::to_utf8(weights.path), "weights", weights.sha256);
    add_source(build.manifest_source, "manifest");
    add_source(build.ledger, "ledger");
    for (const auto& [path, sha256] : build.policy->sources())
      add_file(text::to_utf8(path), "policy", sha256);
  }

  void add_policy(const lint::GatedBuild& build) {
    PolicyIdentity identity;
    identity.name = text::to_utf8(build.policy->title());
    identity.sha256 = build.now.policy.sha256;
    identity.edition = build.policy->edition();
    identity.boundary = build.boundary->name;
    const bool known = std::ranges::any_of(out_.policies, [&](const PolicyIdentity& other) {
      return other.name == identity.name && other.sha256 == identity.sha256;
    });
    if (known) return;
    const std::set<const policy::Rule*> on(build.looks.rules.begin(), build.looks.rules.end());
    for (const auto* rule : build.policy->rules())
      if (!on.contains(rule)) identity.rules_off.emplace_back(rule->name);
    out_.policies.push_back(std::move(identity));
    add_exceptions(build);
  }

  void add_exceptions(const lint::GatedBuild& build) {
    const auto today = text::date_from(context_.as_of).value_or(text::Date{});
    for (const auto& exception : build.policy->exceptions()) {
      if (!policy::in_force(exception, *build.boundary, today)) continue;
      ExceptionInForce out{path_of(exception.at) + ":" + std::to_string(position_of(exception.at).line),
                           exception.id,
                           exception.rule,
                           text::to_utf8(exception.reason),
                           text::to_utf8(exception.owner),
                           text::to_utf8(exception.approved_by),
                           text::to_utf8(exception.ticket),
                           exception.expires_text,
                           0};
      for (const auto& finding : out_.findings)
        if (finding.excuse && finding.excuse->by == "policy" && finding.excuse->reason == out.reason &&
            finding.excuse->owner == out.owner && finding.excuse->expires == out.expires)
          ++out.covers;
      out_.exceptions.push_back(std::move(out));
    }
  }

  void add_rest() {
    for (const auto& file : context_.more_scope) add_file(file.path, file.role, file.sha256);
    for (auto& [key, sha256] : scope_) out_.scope.push_back({key.first, key.second, sha256});
    for (const auto& item : result_.lint.not_judged)
      out_.not_judged.emplace_back(text::to_utf8(item.file) + ":" + std::to_string(item.at.line),
                                   text::to_utf8(item.reason));
    for (const auto& [path, reason] : result_.lint.skipped)
      out_.skipped.emplace_back(text::to_utf8(path), text::to_utf8(reason));
    std::ranges::sort(out_.policies, {}, &PolicyIdentity::name);
    std::ranges::sort(out_.exceptions, {}, &ExceptionInForce::policy);
  }

  // ---- the two questions

  void leave_open(std::span<const std::string_view> prefixes, Answer& answer) const {
    std::size_t count = 0;
    for (const auto& finding : out_.findings) {
      if (!is_about(finding, prefixes)) continue;
      if (++count <= most_open)
        answer.open.push_back(finding.file + ":" + std::to_string(finding.line) + ": " + finding.message);
    }
    if (count > most_open) answer.open.push_back("and " + std::to_string(count - most_open) + " more");
    for (const auto& [what, why] : out_.not_judged)
      if (answer.open.size() < 2 * most_open) answer.open.push_back(what + ": " + why);
    if (out_.builds.empty()) answer.open.emplace_back("no build was judged");
    answer.full = answer.open.empty();
  }

  void answer_weights() {
    std::set<std::string> digests;
    std::size_t pinned = 0, local = 0;
    for (const auto& build : out_.builds) {
      for (const auto& weights : build.parts.weights) digests.insert(weights.sha256);
      for (const auto& image : build.parts.images)
        for (const auto& weights : image.weights) digests.insert(weights.sha256);
      for (const auto& model : build.parts.models) (model.local ? local : pinned) += 1;
    }
    leave_open(about_weights, out_.weights);
    std::vector<std::string> have;
    if (!digests.empty())
      have.push_back(text::counted(digests.size(), "weight file, named by its SHA-256",
                                   "weight files, each named by its SHA-256"));
    if (pinned > 0)
      have.push_back(text::counted(pinned, "model that is fetched", "models that are fetched") +
                     (out_.weights.full ? ", at a fixed commit" : ""));
    if (local > 0)
      have.push_back(
          text::counted(local, "model that the build ships itself", "models that the build ships itself"));
    if (have.empty()) have.emplace_back("no weights are shipped and no model is loaded");
    std::string sentence;
    for (const auto& part : have) sentence += (sentence.empty() ? "" : "; ") + part;
    out_.weights.sentence = (out_.weights.full ? "" : "not fully: ") + sentence;
  }

  void answer_review() {
    std::set<std::string> reviewers, files, reviewed;
    bool remote = false;
    for (const auto& build : out_.builds) {
      for (const auto& code : build.parts.code) {
        files.insert(code.path);
        if (code.reviewer.empty()) continue;
        reviewed.insert(code.path);
        reviewers.insert(code.reviewer);
      }
      for (const auto& model : build.parts.models) remote = remote || model.remote_code != "no";
    }
    leave_open(about_review, out_.review);
    std::string have;
    if (files.empty()) {
      have = remote ? "a model may run code of its own repository" : "no code that a model brings along runs";
    } else {
      have = std::to_string(reviewed.size()) + " of " + text::counted(files.size(), "file", "files") +
             " of code that models bring along " + (reviewed.size() == 1 ? "is" : "are") + " reviewed";
      std::string by;
      for (const auto& name : reviewers) by += (by.empty() ? "" : ", ") + name;
      if (!by.empty()) have += ", by " + by;
    }
    out_.review.sentence = (out_.review.full ? "" : "not fully: ") + have;
  }

  // ---- decision

  void decide() {
    std::size_t refuted = 0, unresolved = 0, excepted = 0;
    for (const auto& finding : out_.findings) {
      if (finding.outcome == Outcome::excepted) ++excepted;
      if (!finding.fails) continue;
      ++(finding.outcome == Outcome::unresolved ? unresolved : refuted);
    }
    auto& reasons = out_.reasons;
    if (out_.builds.empty()) reasons.emplace_back("nothing was judged: no Dockerfile was found");
    if (refuted > 0) reasons.push_back(text::counted(refuted, "rule violation", "rule violations"));
    if (unresolved > 0)
      reasons.push_back(text::counted(unresolved, "thing", "things") + " could not be proven safe");
    if (!out_.not_judged.empty())
      reasons.push_back(text::counted(out_.not_judged.size(), "thing", "things") + " could not be judged");
    for (const auto& problem : result_.lint.policy_errors)
      reasons.push_back("not valid: " + path_of(problem.at) + ": " + text::to_utf8(problem.message));
    if (result_.lint.internal_error) reasons.emplace_back("an internal error");
    if (out_.accepted) {
      reasons.push_back(text::counted(out_.verdicts.size(), "verdict", "verdicts") +
                        ", none against the release");
      if (excepted > 0)
        reasons.push_back(text::counted(excepted, "finding", "findings") + " excepted, each listed");
    }
    // Every other step changes what the manifest has to say, so that it is written last.
    std::set<std::string> said;
    for (const bool manifest : {false, true}) {
      for (const auto& finding : out_.findings) {
        if (finding.rule.starts_with("manifest/") != manifest) continue;
        if (!finding.fails || finding.help.empty() || !said.insert(finding.help).second) continue;
        if (out_.next.size() == most_next) break;
        out_.next.push_back(finding.file + ":" + std::to_string(finding.line) + ": " + finding.help);
      }
    }
  }

  const lint::GateResult& result_;
  const RunContext& context_;
  std::vector<std::reference_wrapper<const lint::GatedBuild>> builds_;
  Evidence out_;
  std::unordered_map<std::string, std::string> stages_;  // by Dockerfile and key_of()
  std::map<Key, RuleVerdict> verdicts_;
  std::map<std::pair<std::string, std::string>, std::string> scope_;
};

}  // namespace

std::string path_of(const Place& at) {
  return at.source ? text::to_utf8(at.source->path()) : std::string();
}

Evidence collect(const lint::GateResult& result, const RunContext& context) {
  return Collector(result, context).run();
}

}  // namespace dockgate::evidence
