#include "policy/exceptions.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "policy/level.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr std::size_t most_subjects = 5;  // that a message names

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

// Whether the path and the subject of `where` fit, as far as they are given.
bool fits(const Exception& exception, const Finding& finding, const Policy& policy) {
  if (!exception.paths.empty()) {
    const std::string file = finding.at.source ? finding.at.source->path() : std::string();
    if (!any_matches(exception.paths, policy.relative(finding.dockerfile)) &&
        !any_matches(exception.paths, policy.relative(file))) {
      return false;
    }
  }
  return exception.subjects.empty() || any_matches(exception.subjects, finding.subject);
}

bool speaks_of(const Exception& exception, const Finding& finding, const ExceptionScope& scope) {
  if (!exception.fingerprints.empty() || !names_rule(exception, finding)) return false;
  if (!exception.stages.empty() && !any_matches(exception.stages, scope.stage_name) &&
      !any_matches(exception.stages, std::to_string(scope.stage))) {
    return false;
  }
  return fits(exception, finding, scope.policy);
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

// Whether it runs longer than the boundary allows, from the day on which it was agreed or from today.
bool runs_too_long(const Exception& exception, const Boundary& boundary, text::Date today) {
  return boundary.exception_days &&
         text::days_between(exception.created.value_or(today), exception.expires) > *boundary.exception_days;
}

void suppress(Finding& finding, const Exception& exception, const Boundary& boundary, text::Date today,
              ExceptionUse::Entry* entry) {
  if (entry) {
    entry->used = true;
    if (entry->subjects.size() < most_subjects) entry->subjects.insert(finding.subject);
  }
  if (finding.suppressed || !in_force(exception, boundary, today)) return;
  finding.suppressed =
      Suppression{Suppression::By::policy, exception.reason, exception.owner, exception.expires_text};
}

bool matches_all(const std::vector<std::string>& globs) {
  constexpr std::array<std::string_view, 4> everything{"*", "**", "**/*", "/**"};
  return std::ranges::any_of(globs, [&](const std::string& glob) {
    return std::ranges::find(everything, glob) != everything.end();
  });
}

// Why an exception covers more than was looked at, or "".
std::string too_broad(const Exception& exception, const ExceptionUse::Entry& entry) {
  if (!exception.fingerprints.empty()) return {};
  const auto open = [&](const std::vector<std::string>& globs) {
    return globs.empty() || matches_all(globs);
  };
  if (open(exception.paths) && open(exception.stages) && open(exception.subjects)) {
    return "covers every finding of the rule";
  }
  if (!open(exception.subjects) || entry.subjects.size() < 2) return {};
  std::string names;
  for (const std::string& subject : entry.subjects) names += (names.empty() ? "`" : ", `") + subject + "`";
  return "is bound to no subject and covers " + names;
}

}  // namespace

void ExceptionUse::merge(const ExceptionUse& other) {
  entries.resize(std::max(entries.size(), other.entries.size()));
  for (std::size_t i = 0; i < other.entries.size(); ++i) {
    entries[i].in_reach = entries[i].in_reach || other.entries[i].in_reach;
    entries[i].used = entries[i].used || other.entries[i].used;
    entries[i].subjects.insert(other.entries[i].subjects.begin(), other.entries[i].subjects.end());
  }
}

bool in_force(const Exception& exception, const Boundary& boundary, text::Date today) {
  if (exception.expires < today || (exception.created && today < *exception.created)) return false;
  return !runs_too_long(exception, boundary, today);
}

void apply_exceptions(Finding& finding, const ExceptionScope& scope, ExceptionUse* use) {
  const auto exceptions = scope.policy.exceptions();
  if (use && use->entries.size() < exceptions.size()) use->entries.resize(exceptions.size());
  for (std::size_t i = 0; i < exceptions.size(); ++i) {
    const Exception& exception = exceptions[i];
    if (!speaks_of(exception, finding, scope)) continue;
    suppress(finding, exception, scope.boundary, scope.today, use ? &use->entries[i] : nullptr);
  }
}

void apply_fingerprint_exceptions(std::vector<Finding>& findings, const Policy& policy,
                                  const std::set<std::string>& dockerfiles, text::Date today,
                                  ExceptionUse& use) {
  const auto exceptions = policy.exceptions();
  use.entries.resize(std::max(use.entries.size(), exceptions.size()));
  std::map<std::string_view, std::vector<std::size_t>> by_fingerprint;
  for (std::size_t i = 0; i < exceptions.size(); ++i) {
    for (const std::string& each : exceptions[i].fingerprints) by_fingerprint[each].push_back(i);
  }
  if (by_fingerprint.empty()) return;
  for (Finding& finding : findings) {
    const auto found = by_fingerprint.find(finding.fingerprint);
    const Boundary* boundary = policy.find_boundary(finding.boundary);
    if (found == by_fingerprint.end() || !boundary || !dockerfiles.contains(finding.dockerfile)) continue;
    for (const std::size_t i : found->second) {
      if (names_rule(exceptions[i], finding) && fits(exceptions[i], finding, policy))
        suppress(finding, exceptions[i], *boundary, today, &use.entries[i]);
    }
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
                                        const ExceptionUse& use, text::Date today) {
  std::vector<Finding> result;
  const Rule* expired = policy.find_rule("policy/exception-expired");
  const Rule* unused = policy.find_rule("policy/exception-unused");
  const Rule* broad = policy.find_rule("policy/exception-broad");
  const auto exceptions = policy.exceptions();
  for (std::size_t i = 0; i < exceptions.size(); ++i) {
    const Exception& exception = exceptions[i];
    const std::string name = "exception `" + exception.id + "` for " + exception.rule;
    std::optional<Finding> finding;
    if (exception.expires < today && expired) {
      finding = about(exception, *expired, boundary,
                      name + " ran out on " + exception.expires_text + "; ask " + exception.owner);
    } else if (exception.created && today < *exception.created && expired) {
      finding = about(exception, *expired, boundary,
                      name + " does not begin before " + to_string(*exception.created));
    } else if (runs_too_long(exception, boundary, today) && expired) {
      finding =
          about(exception, *expired, boundary,
                name + " runs until " + exception.expires_text + ", longer than the " +
                    std::to_string(*boundary.exception_days) + " days that " + boundary.name + " allows");
    } else if (unused && i < use.entries.size() && use.entries[i].in_reach && !use.entries[i].used) {
      finding = about(exception, *unused, boundary, name + " suppresses nothing");
    }
    if (finding && apply_policy(*finding, policy, boundary, today)) result.push_back(std::move(*finding));
    if (finding || !broad || i >= use.entries.size()) continue;
    const std::string why = too_broad(exception, use.entries[i]);
    if (why.empty()) continue;
    Finding wide = about(exception, *broad, boundary, name + " " + why);
    if (apply_policy(wide, policy, boundary, today)) result.push_back(std::move(wide));
  }
  return result;
}

}  // namespace dockgate::policy
