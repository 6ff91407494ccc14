#include "policy/policy.hpp"

#include <algorithm>

#include "policy/alias_sets.hpp"
#include "policy/arena.hpp"
#include "policy/builtin.hpp"
#include "policy/level.hpp"
#include "policy/patterns.hpp"
#include "policy/regexes.hpp"
#include "policy/wanted.hpp"
#include "text/digest.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

bool is_alias_of(const Rule& rule, std::string_view name) {
  return std::ranges::any_of(rule.aliases, [&](const Alias& alias) { return names_alias(alias, name); });
}

// The level that `levels` give at `boundary`: its own, that of the boundary it is like, or the strictest's.
int level_of(std::span<const RuleSeverity> levels, std::string_view boundary, std::string_view like) {
  for (const std::string_view name : {boundary, like, std::string_view()}) {
    const auto found = std::ranges::find(levels, name, &RuleSeverity::name);
    if (found != levels.end()) return found->severity;
  }
  // A boundary that the rule leaves out has the level of the next stricter one that it names.
  const auto known = builtin_boundaries();
  auto at = std::ranges::find(known, like, &BuiltinBoundary::name);
  for (; at != known.end(); ++at) {
    const auto found = std::ranges::find(levels, at->name, &RuleSeverity::name);
    if (found != levels.end()) return found->severity;
  }
  int strictest = level_off;
  for (const RuleSeverity& each : levels) strictest = std::max(strictest, each.severity);
  return strictest;
}

// The sets of other tools hold what these report: a finding that the tool would not make stays out of its
// set.
bool speaks_in_set(const Rule& rule, std::span<const std::string> aliases, std::string_view set) {
  const auto in_set = [&](std::string_view alias) { return alias_in_set(alias, set); };
  return std::ranges::any_of(aliases, in_set) || std::ranges::none_of(rule.aliases, in_set, &Alias::name);
}

// A level that stands for an alias holds for its cases, whatever the set says for the others.
int level_in_set(const Rule& rule, std::span<const std::string> aliases, std::string_view set) {
  int level = level_off;
  for (const RuleSeverity& each : rule.sets) {
    if (alias_in_set(each.name, set) && std::ranges::find(aliases, each.name) != aliases.end())
      return each.severity;
    if (each.name == set) level = each.severity;
  }
  return level;
}

}  // namespace

bool names_alias(const Alias& alias, std::string_view name) {
  if (alias.field.empty()) return text::equal_ignoring_case(alias.name, name);
  return text::glob_match(text::lower(alias.name), text::lower(name));
}

const Rule* find_builtin_rule(std::string_view name_or_alias) {
  const auto rules = builtin_rules();
  const auto named = std::ranges::lower_bound(rules, name_or_alias, {}, &Rule::name);
  if (named != rules.end() && named->name == name_or_alias) return &*named;
  for (const Rule& rule : rules) {
    if (is_alias_of(rule, name_or_alias)) return &rule;
  }
  return nullptr;
}

Policy::Policy() : arena_(std::make_shared<Arena>()), regexes_(std::make_shared<Regexes>()) {}

const Boundary* Policy::find_boundary(std::string_view name) const {
  const auto found = std::ranges::find(boundaries_, name, &Boundary::name);
  return found == boundaries_.end() ? nullptr : &*found;
}

const Rule* Policy::find_rule(std::string_view name_or_alias) const {
  for (const Rule* rule : rules_) {
    if (rule->name == name_or_alias) return rule;
  }
  for (const Rule* rule : rules_) {
    if (is_alias_of(*rule, name_or_alias)) return rule;
  }
  return nullptr;
}

bool Policy::Setting::covers(const Rule& rule, std::span<const std::string> aliases) const {
  if (rule.name == pattern) return true;
  if (pattern.find('*') != std::string::npos) return text::glob_match(pattern, rule.name);
  for (const Alias& alias : rule.aliases) {
    if (!names_alias(alias, pattern)) continue;
    // What the program finds itself carries one of the rule's aliases, or none.
    const bool always = alias.when == nullptr && alias.field.empty() && rule.kind != "engine";
    return always || std::ranges::any_of(aliases, [&](const std::string& name) {
             return text::equal_ignoring_case(name, pattern);
           });
  }
  return false;
}

std::optional<int> Policy::Setting::at_boundary(const Boundary& boundary) const {
  std::optional<int> result;
  for (const BoundaryLevel& each : levels) {
    if (each.boundary == boundary.name) return each.level;
    if (each.boundary.empty()) result = each.level;
  }
  return result;
}

int Policy::base_level(const Rule& rule, std::span<const std::string> aliases,
                       const Boundary& boundary) const {
  int result = level_off;
  for (const std::string& set : sets_) {
    int level = level_off;
    if (set == "recommended" || set == "all") level = level_of(rule.severities, boundary.name, boundary.like);
    if (set == "all") {
      for (const RuleSeverity& each : rule.sets) level = std::max(level, each.severity);
      level = std::max(level, static_cast<int>(Severity::info));
    } else if (set != "recommended") {
      if (speaks_in_set(rule, aliases, set)) level = level_in_set(rule, aliases, set);
    }
    result = std::max(result, level);
  }
  return result;
}

RuleLevel Policy::level(const Rule& rule, std::span<const std::string> aliases, const Boundary& boundary,
                        std::string_view path, text::Date today) const {
  RuleLevel result;
  result.level = base_level(rule, aliases, boundary);
  result.origin = "built-in";
  for (const Rule& custom : custom_) {
    if (custom.name != rule.name) continue;
    result.level = level_of(rule.severities, boundary.name, boundary.like);
    result.origin = title_;
  }
  std::optional<text::Date> effective;
  std::optional<std::string> below;
  for (const Setting& setting : settings_) {
    if (!setting.covers(rule, aliases)) continue;
    if (!setting.paths.empty()) {
      if (!below) below = relative(path);
      const bool matches = std::ranges::any_of(
          setting.paths, [&](const std::string& glob) { return text::glob_match(glob, *below); });
      if (!matches) continue;
    }
    if (setting.effective) effective = setting.effective;
    const auto level = setting.at_boundary(boundary);
    if (!level) continue;
    result.level = *level;
    result.origin = setting.origin;
    result.by_alias = setting.pattern != rule.name && setting.pattern.find('*') == std::string::npos;
  }
  if (effective && today < *effective && result.level > static_cast<int>(Severity::warning)) {
    result.level = static_cast<int>(Severity::warning);
    result.reduced_until = true;
    result.effective = to_string(*effective);
  }
  if (boundary.at_most && result.level > static_cast<int>(*boundary.at_most)) {
    result.level = static_cast<int>(*boundary.at_most);
  }
  return result;
}

template <typename Holds>
bool Policy::any_case(const Rule& rule, Holds holds) const {
  if (holds(std::span<const std::string>())) return true;
  std::vector<std::string> one(1);
  for (const Alias& alias : rule.aliases) {
    one.front() = alias.name;
    if (holds(std::span<const std::string>(one))) return true;
    if (alias.field.empty()) continue;
    // Of the names that only a field tells, those that the policy speaks of.
    for (const Setting& setting : settings_) {
      if (!names_alias(alias, setting.pattern)) continue;
      one.front() = setting.pattern;
      if (holds(std::span<const std::string>(one))) return true;
    }
  }
  return false;
}

bool Policy::may_speak(const Rule& rule, const Boundary& boundary, std::string_view path,
                       text::Date today) const {
  return any_case(rule, [&](std::span<const std::string> aliases) {
    return level(rule, aliases, boundary, path, today).level != level_off;
  });
}

bool Policy::depends_on_paths() const {
  return std::ranges::any_of(settings_, [](const Setting& setting) { return !setting.paths.empty(); });
}

std::string Policy::lock_of(const Rule& rule) const {
  for (const Setting& setting : settings_) {
    if (setting.locked && setting.paths.empty() && setting.covers(rule, {})) return setting.origin;
  }
  return {};
}

const ListEntry* Policy::match(std::string_view list, std::string_view text, std::string_view revision,
                               const Boundary& boundary) const {
  const auto entries = lists_.find(list);
  if (entries == lists_.end()) return nullptr;
  const bool images = list != "models" && list != "remote-code-models";
  for (const ListEntry& entry : entries->second) {
    if (entry.revision && *entry.revision != revision) continue;
    if (!entry.boundaries.empty() &&
        std::ranges::find(entry.boundaries, boundary.name) == entry.boundaries.end()) {
      continue;
    }
    for (const std::string& pattern : entry.match) {
      if (pattern_matches(pattern, text) || (images && pattern_matches(with_registry(pattern), text)))
        return &entry;
    }
  }
  return nullptr;
}

std::string Policy::entries_without(std::string_view list, std::span<const std::string> items,
                                    const Boundary& boundary) const {
  std::string result;
  const auto entries = lists_.find(list);
  if (entries == lists_.end()) return result;
  for (const ListEntry& entry : entries->second) {
    if (!entry.boundaries.empty() &&
        std::ranges::find(entry.boundaries, boundary.name) == entry.boundaries.end()) {
      continue;
    }
    for (const std::string& pattern : entry.match) {
      if (std::ranges::any_of(items, [&](const std::string& item) { return pattern_matches(pattern, item); }))
        continue;
      result += (result.empty() ? "" : ", ") + pattern;
    }
  }
  return result;
}

bool Policy::has_entries(std::string_view list) const {
  const auto entries = lists_.find(list);
  return entries != lists_.end() && !entries->second.empty();
}

bool Policy::may_speak(const Rule& rule) const {
  const auto on = [&](const Boundary& boundary, std::span<const std::string> aliases) {
    // A level that an override gives may hold or not; all others are certain.
    const bool somewhere = std::ranges::any_of(settings_, [&](const Setting& setting) {
      return !setting.paths.empty() && setting.covers(rule, aliases) &&
             setting.at_boundary(boundary).value_or(level_off) != level_off;
    });
    return somewhere || level(rule, aliases, boundary, {}, {}).level != level_off;
  };
  return any_case(rule, [&](std::span<const std::string> aliases) {
    return std::ranges::any_of(boundaries_, [&](const Boundary& boundary) { return on(boundary, aliases); });
  });
}

void Policy::note_wanted() {
  std::vector<const Rule*> speaking;
  for (const Rule* rule : rules_)
    if (may_speak(*rule)) speaking.push_back(rule);
  wanted_ = std::make_shared<const facts::WantedKinds>(wanted_facts(speaking, *this));
}

bool Policy::asks_about(std::string_view kind) const {
  return !facts::wanted_of(wanted_, kind).none();
}

bool Policy::reads_comments_of(std::string_view tool) const {
  return !comments_ || std::ranges::find(*comments_, tool) != comments_->end();
}

std::string Policy::relative(std::string_view path) const {
  if (auto below = text::relative_to(path, folder_)) return *below;
  return text::normalize(path).value_or(std::string(path));
}

std::string Policy::digest() const {
  if (sources_.size() == 1) return sources_.front().second;
  text::Sha256 digest;
  for (const auto& [path, sha256] : sources_) digest.add(sha256 + "  " + path + "\n");
  if (sources_.empty()) digest.add(title_ + " " + edition_ + "\n");
  return digest.hex();
}

}  // namespace dockgate::policy
