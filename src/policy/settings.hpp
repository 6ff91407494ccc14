#pragma once
// What one policy file says, as values; policy.hpp merges it over what it extends.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/rule_file.hpp"
#include "text/date.hpp"
#include "yaml/node.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::policy {

/// Whether comments in a Dockerfile may suppress findings: yes, with a reason, no.
enum class InlineSuppression { allow, reason, forbid };

/// One boundary. What a policy leaves out is inherited from the boundary of the same name below it, then from
/// `like`.
struct BoundarySettings {
  std::string name;
  Place at;
  std::optional<std::string> like;  // the built-in boundary whose rule levels hold here
  std::optional<int> fail_on;       // Severity
  std::optional<int> unresolved;    // Severity
  std::optional<int> at_most;       // Severity
  std::optional<InlineSuppression> suppress_inline;
  std::optional<long long> exception_days;            // an exception may run for so many days from today
  std::vector<std::pair<std::string, Place>> places;  // of the values that are given, by key
  bool never_fails = false;
};

/// Conditions of which all that are given have to hold.
struct ClassifyMatch {
  std::vector<std::string> paths;  // globs; `!` in front excludes
  std::vector<std::string> targets;
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<std::string> invocations;  // globs on "compose service api", "bake target api"
  std::vector<std::string> branches;     // globs
  /// A compose or bake file that asks for the build, and the service or target in it; globs.
  struct BuildFile {
    std::vector<std::string> files, names;
  };
  std::optional<BuildFile> compose, bake;
};
struct Classification {
  std::string boundary;
  bool lowers = false;
  ClassifyMatch all;
  std::vector<ClassifyMatch> any;  // one of them has to hold as well; none: `all` alone
  Place at;
};

/// One entry of a list.
struct ListEntry {
  std::string name;                     // who or what it is, for messages
  std::vector<std::string> match;       // globs, or prefixes that end at a `/`
  std::optional<std::string> revision;  // models: only at this revision
  /// Models: files of code that were reviewed, with their SHA-256.
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<std::string> boundaries;  // only there; empty: everywhere
  Place at;
};
using Lists = std::map<std::string, std::vector<ListEntry>, std::less<>>;

struct BoundaryLevel {
  std::string boundary;  // "" = every one
  int level = -1;        // off, or a Severity
  Place at;
};

/// What a policy says of one rule, or of all that a pattern such as `model/*` names.
struct RuleSetting {
  std::string pattern;
  std::vector<BoundaryLevel> levels;
  bool locked = false;
  std::optional<text::Date> effective;  // an error only from that day on, a warning until then
  Place at;
};
struct Override {
  std::vector<std::string> paths;
  std::vector<RuleSetting> rules;
  Place at;
};

struct Exception {
  std::string id, rule, reason, justification, owner, ticket, approved_by;
  std::vector<std::string> paths;     // globs on the Dockerfile's or the finding's path
  std::vector<std::string> stages;    // names or indices
  std::vector<std::string> subjects;  // globs
  std::vector<std::string> fingerprints;
  std::optional<text::Date> created;
  text::Date expires;
  std::string expires_text;
  Place at;
};

struct Extension {
  std::string builtin;  // "recommended", "hadolint" …; or
  std::string file;     // a path beside the policy
  std::string sha256;   // of that file; "" = any content
  Place at;
};

struct Settings {
  SourcePtr source;
  std::string edition;
  std::vector<Extension> extends;
  std::vector<BoundarySettings> boundaries;  // loosest first
  std::optional<std::string> unclassified;
  std::vector<Classification> classify;
  Lists lists;
  std::vector<RuleSetting> rules;
  std::vector<Override> overrides;
  std::vector<Exception> exceptions;
  std::optional<std::vector<std::string>> comments;  // tools whose comments are read
  Place comments_at;
  std::vector<yaml::Node> custom;  // read once lists and boundaries are known
  std::vector<yaml::Node> tests;
  std::vector<yaml::Node> catalog;  // at most one
  Place boundaries_at, unclassified_at;
};

/// The newest edition of the built-in rules.
std::string_view newest_edition();

/// Reads a policy file (docs/policy.md), whose form policy_shape.hpp describes. Names of rules, boundaries
/// and lists are checked by Policy, which knows what the file extends. Adds every mistake to `problems`.
Settings read_settings(const yaml::Node& node, std::vector<Problem>& problems);

}  // namespace dockgate::policy
