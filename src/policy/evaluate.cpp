#include "policy/evaluate.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "facts/schema.hpp"
#include "policy/conditions.hpp"
#include "policy/edits.hpp"
#include "policy/exceptions.hpp"
#include "policy/level.hpp"
#include "policy/message.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr std::string_view boundary_comment = "dockgate boundary=";

Place place_of(const facts::Fact& fact, std::string_view part) {
  if (part.empty()) return fact.at;
  const auto found = std::ranges::find(fact.parts, part, &facts::Part::name);
  return found == fact.parts.end() ? fact.at : found->at;
}

void lower_to(int& level, Severity bound) {
  level = std::min(level, static_cast<int>(bound));
}

/// Appends values so that equal texts come of equal values only.
class ValueKey {
 public:
  void add(const facts::FieldValue& value) {
    key_ += static_cast<char>('a' + value.index());
    std::visit([this](const auto& held) { append(held); }, value);
  }
  std::string take() { return std::move(key_); }

 private:
  void append(const facts::Absent&) {}
  void append(const facts::Unresolved& unknown) { append(unknown.what); }
  void append(bool flag) { key_ += flag ? '1' : '0'; }
  void append(std::int64_t number) { key_.append(reinterpret_cast<const char*>(&number), sizeof number); }
  void append(const std::string& text) {
    append(static_cast<std::int64_t>(text.size()));
    key_ += text;
  }
  void append(const std::vector<std::string>& list) {
    append(static_cast<std::int64_t>(list.size()));
    for (const std::string& item : list) append(item);
  }

  std::string key_;
};

/// The values of `fields`: two facts with equal ones give the same text, and no others.
std::string values_of(const std::vector<const facts::Field*>& fields, const facts::Fact& fact) {
  ValueKey key;
  for (const facts::Field* field : fields) key.add(field->get(fact));
  return key.take();
}

class Evaluator {
 public:
  Evaluator(const Policy& policy, const Boundary& boundary, const facts::BuildFacts& facts, text::Date today,
            ExceptionUse* use, Looks* looks, const ActiveRules& active)
      : policy_(policy),
        boundary_(boundary),
        facts_(facts),
        today_(today),
        use_(use),
        looks_(looks),
        active_(active),
        matcher_(facts, policy, boundary) {}

  std::vector<Finding> run() {
    if (looks_) note_rules();
    for (const facts::Kind& kind : facts::kinds()) {
      const ActiveRules::OfKind* rules = nullptr;  // not sorted out for kinds that there are no facts of
      kind.each(facts_, [&](const facts::Fact& fact) {
        if (!rules) rules = &active_.of(kind);
        judge(fact, kind, *rules);
      });
    }
    return std::move(findings_);
  }

 private:
  RuleLevel level(const Rule& rule, std::span<const std::string> aliases) const {
    return policy_.level(rule, aliases, boundary_, facts_.dockerfile, today_);
  }

  void judge(const facts::Fact& fact, const facts::Kind& kind, const ActiveRules::OfKind& rules) {
    if (looks_ != nullptr || rules.deciding.empty()) {
      for (const Decision& decision : decide(fact, kind, rules)) add(decision, fact, kind);
      return;
    }
    const std::string values = values_of(rules.deciding, fact);
    Decisions decisions = active_.kept(kind, values);
    if (!decisions) {
      decisions = std::make_shared<const std::vector<Decision>>(decide(fact, kind, rules));
      active_.keep(kind, values, decisions);
    }
    for (const Decision& decision : *decisions) add(decision, fact, kind);
  }

  std::vector<Decision> decide(const facts::Fact& fact, const facts::Kind& kind,
                               const ActiveRules::OfKind& rules) {
    std::vector<Decision> decisions;
    matcher_.look_at(fact);
    std::set<std::string_view> spoken;  // groups
    const auto ask = [&](const ActiveRules::ActiveRule& active) {
      const std::string_view group = active.rule->group;
      if (!group.empty() && spoken.contains(group)) return;
      auto decision = apply(active, fact, kind);
      const bool found = decision.has_value();
      if (found) decisions.push_back(*std::move(decision));
      if (found && !group.empty()) spoken.insert(group);
      if (looks_) note_look(active, fact, found);
    };
    // Who wants to know what was looked at has to hear of all.
    if (const auto* some = looks_ ? nullptr : matcher_.to_ask(rules, fact)) {
      for (const std::size_t number : *some) ask(rules.rules[number]);
    } else {
      for (const ActiveRules::ActiveRule& active : rules.rules) ask(active);
    }
    return decisions;
  }

  // Nothing when the rule has nothing to say.
  std::optional<Decision> apply(const ActiveRules::ActiveRule& active, const facts::Fact& fact,
                                const facts::Kind& kind) {
    const Rule& rule = *active.rule;
    bool undecided = false;
    for (std::size_t i = 0; i < rule.clauses.size(); ++i) {
      const Truth holds = active.clauses[i] ? matcher_.holds(*active.clauses[i], fact) : Truth::yes;
      if (holds == Truth::yes) return decision_of(active, &rule.clauses[i], fact, kind);
      undecided = undecided || holds == Truth::unknown;
    }
    if (!undecided || rule.pass_undecided) return std::nullopt;
    return decision_of(active, nullptr, fact, kind);
  }

  void note_rules() {
    std::set<const Rule*> known(looks_->rules.begin(), looks_->rules.end());
    for (const Rule* rule : policy_.rules())
      if (policy_.may_speak(*rule, boundary_, facts_.dockerfile, today_) && known.insert(rule).second)
        looks_->rules.push_back(rule);
  }

  // What the rule was asked about and did not find broken, unless it was never about such a fact.
  void note_look(const ActiveRules::ActiveRule& active, const facts::Fact& fact, bool found) {
    const Rule& rule = *active.rule;
    if (found) {
      looks_->broken.push_back(
          {rule.name, place_of(fact, rule.at), fact.subject, fact.stage, fact.stage_name});
      return;
    }
    const bool about = std::ranges::any_of(
        active.clauses, [&](const auto& clause) { return !clause || matcher_.may_concern(*clause, fact); });
    if (!about) return;
    Held& held =
        looks_->held[{rule.name, fact.at.source ? fact.at.source->path() : facts_.dockerfile, fact.stage}];
    ++held.facts;
    held.stage_name = fact.stage_name;
  }

  // A null clause stands for "cannot be told".
  std::optional<Decision> decision_of(const ActiveRules::ActiveRule& active, const Clause* clause,
                                      const facts::Fact& fact, const facts::Kind& kind) {
    const Rule& rule = *active.rule;
    Decision decision;
    decision.rule = &active;
    for (std::size_t i = 0; i < rule.aliases.size(); ++i) {
      const Alias& alias = rule.aliases[i];
      if (active.aliases[i] && matcher_.holds(*active.aliases[i], fact) != Truth::yes) continue;
      std::string name =
          alias.field.empty() ? std::string(alias.name) : matcher_.text_of(alias.field, kind, fact);
      if (names_alias(alias, name)) decision.aliases.push_back(std::move(name));
    }
    RuleLevel allowed = level(rule, decision.aliases);
    if (allowed.level == level_off) return std::nullopt;
    const bool unresolved = !clause || clause->unresolved;
    if (unresolved) lower_to(allowed.level, boundary_.unresolved);
    if (clause && !allowed.by_alias) lower_to(allowed.level, static_cast<Severity>(clause->at_most));
    decision.severity = static_cast<Severity>(allowed.level);
    decision.verdict = unresolved ? Verdict::unresolved : Verdict::refuted;
    const auto text = [&](std::string_view field) { return matcher_.text_of(field, kind, fact); };
    if (clause) {
      decision.message = fill(clause->message, text);
    } else {
      decision.message = "cannot tell whether this is so: " + std::string(rule.summary);
      if (!matcher_.missing().empty()) decision.message += "; `" + matcher_.missing() + "` is not known";
    }
    decision.help = fill(clause && !clause->help.empty() ? clause->help : rule.help, text);
    while (decision.help.ends_with('\n')) decision.help.pop_back();
    if (allowed.reduced_until) decision.note = "this becomes an error on " + allowed.effective;
    for (std::size_t i = 0; i < rule.edits.size(); ++i)
      if (!active.edits[i] || matcher_.holds(*active.edits[i], fact) == Truth::yes)
        decision.edits.push_back(i);
    return decision;
  }

  void add(const Decision& decision, const facts::Fact& fact, const facts::Kind& kind) {
    const Rule& rule = *decision.rule->rule;
    Finding& finding = findings_.emplace_back();
    finding.rule = rule.name;
    finding.aliases = decision.aliases;
    finding.severity = decision.severity;
    finding.verdict = decision.verdict;
    finding.message = decision.message;
    finding.help = decision.help;
    finding.notes = fact.notes;
    if (!decision.note.empty()) finding.notes.push_back(decision.note);
    finding.at = place_of(fact, rule.at);
    finding.dockerfile = facts_.dockerfile;
    finding.boundary = boundary_.name;
    finding.subject = fact.subject;
    finding.trace.reserve(fact.trace.size());
    for (const facts::Step& step : fact.trace) finding.trace.push_back({step.at, step.what});
    add_fixes(decision, fact, kind, finding);
    apply_exceptions(finding, {policy_, boundary_, today_, fact.stage, fact.stage_name}, use_);
  }

  // One that makes the same changes as a better one is left out.
  static void add_fixes(const Decision& decision, const facts::Fact& fact, const facts::Kind& kind,
                        Finding& finding) {
    for (const std::size_t edit : decision.edits) {
      auto fix = fix_of(decision.rule->rule->edits[edit], fact, kind);
      const auto same = [&](const Fix& other) { return same_edits(other, *fix); };
      if (fix && std::ranges::none_of(finding.fixes, same)) finding.fixes.push_back(std::move(*fix));
    }
  }

  const Policy& policy_;
  const Boundary& boundary_;
  const facts::BuildFacts& facts_;
  text::Date today_;
  ExceptionUse* use_;
  Looks* looks_;
  const ActiveRules& active_;
  Matcher matcher_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> evaluate(const Policy& policy, const Boundary& boundary, const facts::BuildFacts& facts,
                              text::Date today, ExceptionUse* use, Looks* looks, const ActiveRules* active) {
  if (use) note_reach(policy, facts.dockerfile, *use);
  std::optional<ActiveRules> own;
  if (!active) active = &own.emplace(policy, boundary, facts.dockerfile, today, false, looks != nullptr);
  return Evaluator(policy, boundary, facts, today, use, looks, *active).run();
}

bool apply_policy(Finding& finding, const Policy& policy, const Boundary& boundary, text::Date today,
                  ExceptionUse* use) {
  const Rule* rule = policy.find_rule(finding.rule);
  if (!rule) return false;
  RuleLevel allowed = policy.level(*rule, finding.aliases, boundary, finding.dockerfile, today);
  if (allowed.level == level_off) return false;
  if (finding.verdict == Verdict::unresolved) lower_to(allowed.level, boundary.unresolved);
  finding.severity = static_cast<Severity>(allowed.level);
  if (allowed.reduced_until) finding.notes.push_back("this becomes an error on " + allowed.effective);
  if (finding.help.empty()) finding.help = rule->help;
  finding.boundary = boundary.name;
  apply_exceptions(finding, {policy, boundary, today, -1, {}}, use);
  return true;
}

ClassifyInput classify_input(const facts::BuildFacts& facts, std::string target) {
  ClassifyInput input;
  input.path = facts.dockerfile;
  input.target = std::move(target);
  if (!facts.stages.empty()) input.last_stage = facts.stages.back().name;
  input.invocation = facts.label;
  for (const facts::VariableFact& variable : facts.variables) {
    if (variable.kind != "LABEL") continue;
    input.labels.emplace_back(variable.name, variable.value);
    if (variable.name != boundary_label || !variable.at.source) continue;
    const std::uint32_t line = variable.at.source->line_of(variable.at.span.begin);
    input.requests.push_back(
        {variable.value, "LABEL " + std::string(boundary_label) + " (line " + std::to_string(line) + ")"});
  }
  if (!facts.source || facts.source->bytes().find(boundary_comment) == std::string_view::npos) return input;
  for (std::uint32_t line = 1; line <= facts.source->line_count(); ++line) {
    std::string_view text = text::trim(facts.source->text(facts.source->line_span(line)));
    if (!text.starts_with('#')) continue;
    text = text::trim(text.substr(1));
    if (!text.starts_with(boundary_comment)) continue;
    text.remove_prefix(boundary_comment.size());
    text = text.substr(0, text.find_first_of(" \t"));
    input.requests.push_back({std::string(text), "a comment (line " + std::to_string(line) + ")"});
  }
  return input;
}

}  // namespace dockgate::policy
