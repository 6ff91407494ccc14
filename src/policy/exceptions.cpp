#include "policy/exceptions.hpp"

#include <algorithm>

#include "policy/level.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

bool any_matches(const std::vector<std::string>& globs, std::string_view text) {
  return std::ranges::any_of(
      globs, [&](const std::string& glob) { return glob == text || text::glob_match(glob, text); });
}

bool names_rule(const Exception& exception, const Finding& finding) {
  if (exception.rule == finding.rule) return true;
  return std::ranges::any_of(finding.aliases, [&](const std::string& alias) {
    return text::equal_ignoring_case(alias, exception.rule);
  });
}

bool speaks_of(const Exception& exception, const Finding& finding, const ExceptionScope& scope) {
  if (!names_rule(exception, finding)) return false;
  if (!exception.paths.empty()) {
    const std::string file = finding.at.source ? finding.at.source->path() : std::string();
    if (!any_matches(exception.paths, scope.policy.relative(finding.dockerfile)) &&
        !any_matches(exception.paths, scope.policy.relative(file))) {
      return false;
    }
  }
  if (!exception.stages.empty() && !any_matches(exception.stages, scope.stage_name) &&
      !any_matches(exception.stages, std::to_string(scope.stage))) {
    return false;
  }
  return exception.subjects.empty() || any_matches(exception.subjects, finding.subject);
}

Finding about(const Exception& exception, const Rule& rule, const Boundary& boundary, std::string message) {
  Finding finding;
  finding.rule = rule.name;
  finding.message = std::move(message);
  finding.help = rule.help;
  finding.at = exception.at;
  finding.boundary = boundary.name;
  finding.subject = exception.id;
  return finding;
}

}  // namespace

void ExceptionUse::merge(const ExceptionUse& other) {
  entries.resize(std::max(entries.size(), other.entries.size()));
  for (std::size_t i = 0; i < other.entries.size(); ++i) {
    entries[i].in_reach = entries[i].in_reach || other.entries[i].in_reach;
    entries[i].used = entries[i].used || other.entries[i].used;
  }
}

bool in_force(const Exception& exception, const Boundary& boundary, Date today) {
  if (exception.expires < today) return false;
  return !boundary.exception_days || days_between(today, exception.expires) <= *boundary.exception_days;
}

void apply_exceptions(Finding& finding, const ExceptionScope& scope, ExceptionUse* use) {
  const auto exceptions = scope.policy.exceptions();
  if (use && use->entries.size() < exceptions.size()) use->entries.resize(exceptions.size());
  for (std::size_t i = 0; i < exceptions.size(); ++i) {
    const Exception& exception = exceptions[i];
    if (!speaks_of(exception, finding, scope)) continue;
    if (use) use->entries[i].used = true;
    if (finding.suppressed || !in_force(exception, scope.boundary, scope.today)) continue;
    finding.suppressed =
        Suppression{Suppression::By::policy, exception.reason, exception.owner, exception.expires_text};
  }
}

void note_reach(const Policy& policy, std::string_view dockerfile, ExceptionUse& use) {
  const auto exceptions = policy.exceptions();
  if (use.entries.size() < exceptions.size()) use.entries.resize(exceptions.size());
  const std::string path = policy.relative(dockerfile);
  for (std::size_t i = 0; i < exceptions.size(); ++i) {
    if (exceptions[i].paths.empty() || any_matches(exceptions[i].paths, path)) use.entries[i].in_reach = true;
  }
}

std::vector<Finding> exception_findings(const Policy& policy, const Boundary& boundary,
                                        const ExceptionUse& use, Date today) {
  std::vector<Finding> result;
  const Rule* expired = policy.find_rule("policy/exception-expired");
  const Rule* unused = policy.find_rule("policy/exception-unused");
  const auto exceptions = policy.exceptions();
  for (std::size_t i = 0; i < exceptions.size(); ++i) {
    const Exception& exception = exceptions[i];
    const std::string name = "exception `" + exception.id + "` for " + exception.rule;
    std::optional<Finding> finding;
    if (exception.expires < today && expired) {
      finding = about(exception, *expired, boundary,
                      name + " ran out on " + exception.expires_text + "; ask " + exception.owner);
    } else if (!in_force(exception, boundary, today) && expired) {
      finding =
          about(exception, *expired, boundary,
                name + " runs until " + exception.expires_text + ", longer than the " +
                    std::to_string(*boundary.exception_days) + " days that " + boundary.name + " allows");
    } else if (unused && i < use.entries.size() && use.entries[i].in_reach && !use.entries[i].used) {
      finding = about(exception, *unused, boundary, name + " suppresses nothing");
    }
    if (finding && apply_policy(*finding, policy, boundary, today)) result.push_back(std::move(*finding));
  }
  return result;
}

}  // namespace dockgate::policy
