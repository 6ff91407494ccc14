#include "policy/describe.hpp"

#include <algorithm>

#include "policy/builtin.hpp"
#include "policy/level.hpp"
#include "policy/message.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

std::string without_end(std::string_view text) {
  return std::string(text::trim(text));
}

std::optional<Severity> strictest(std::span<const RuleSeverity> levels) {
  const std::string_view production = builtin_boundaries().back().name;
  int level = level_off;
  for (const RuleSeverity& each : levels) {
    if (each.name.empty() || each.name == production) level = each.severity;
  }
  if (level == level_off) return std::nullopt;
  return static_cast<Severity>(level);
}

}  // namespace

std::string without_placeholders(std::string_view text) {
  return fill(text, [](std::string_view) { return std::string("…"); });
}

RuleInfo describe(const Rule& rule) {
  RuleInfo info;
  info.name = rule.name;
  info.summary = rule.summary;
  info.why = without_end(rule.why);
  info.help = without_end(without_placeholders(rule.help));
  info.fix = without_end(rule.fix);
  for (const Alias& alias : rule.aliases) info.aliases.emplace_back(alias.name);
  info.references.assign(rule.references.begin(), rule.references.end());
  info.severity = strictest(rule.severities);
  info.risk = rule.risk;
  info.certain = rule.clauses.empty() || !std::ranges::all_of(rule.clauses, &Clause::unresolved);
  return info;
}

}  // namespace dockgate::policy
