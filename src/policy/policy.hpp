#pragma once
// The policy in force: boundaries, rules with their levels, lists, exceptions. Immutable once loaded.

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/read.hpp"
#include "catalog/read_commands.hpp"
#include "facts/wanted.hpp"
#include "policy/policy_tests.hpp"
#include "policy/rule.hpp"
#include "policy/settings.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::policy {

class Regexes;
class Arena;
struct HadolintOptions;

struct Boundary {
  std::string name;
  std::string like;  // the boundary whose built-in rule levels hold here; mostly `name`
  Severity fail_on = Severity::error;
  bool never_fails = false;               // whatever is found
  Severity unresolved = Severity::error;  // of findings that could not be proven safe
  std::optional<Severity> at_most;        // no finding is more than this
  InlineSuppression suppress_inline = InlineSuppression::forbid;
  std::optional<long long> exception_days;  // exceptions that run longer than this from today do not count
  std::size_t rank = 0;                     // 0 is the loosest
  /// Who says so, by the key of the policy: ".dockgate.yaml:12"; nothing: it is built in.
  std::map<std::string, std::string, std::less<>> origins;
};

/// A file's wish to be judged at a boundary, by a label or comment. It can only raise.
struct BoundaryRequest {
  std::string boundary;
  std::string what;  // "LABEL org.dockgate.boundary (line 3)"
};

/// What the boundary of a build is decided by.
struct ClassifyInput {
  std::string path;        // display path of the Dockerfile
  std::string target;      // stage that was asked for, "" = the last
  std::string last_stage;  // its name, "" when it has none
  std::string invocation;  // "compose service api", "bake target api", ""
  std::string build_file;  // display path of the compose or bake file that asks for the build
  std::string branch;      // that is judged, "" = not known
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<BoundaryRequest> requests;
};

struct Classified {
  const Boundary* boundary = nullptr;  // never null
  std::string reason;                  // "nothing classifies it, and unclassified is production"
};

/// How severe a rule is somewhere, and who says so.
struct RuleLevel {
  int level = -1;              // off, or a Severity
  bool reduced_until = false;  // an error that is only a warning until `effective`
  std::string effective;
  std::string origin;     // "built-in", ".dockgate.yaml:12", "--rule"
  bool by_alias = false;  // who says so names an alias of the rule
};

class Policy;
using PolicyPtr = std::shared_ptr<const Policy>;
using LoadResult = Result<PolicyPtr, std::vector<Problem>>;

class Policy {
 public:
  /// The built-in policy `recommended`, `hadolint`, `buildkit` or `all`; null for another name.
  static PolicyPtr builtin(std::string_view name = "recommended");
  /// Reads a policy file. `tree` and `path` (of the file inside of it) serve `extends: {file: …}`; without a
  /// tree that is a mistake. All mistakes are reported at once.
  static LoadResult parse(const SourcePtr& source, const FileTree* tree = nullptr,
                          std::string_view path = {});
  /// Reads a configuration of hadolint's under any name; parse() knows it by its usual one.
  /// `options` are what stands beside the file, on hadolint's command line.
  static LoadResult parse_hadolint(const SourcePtr& source);
  static LoadResult parse_hadolint(const SourcePtr& source, const HadolintOptions& options);
  /// This policy with levels from the command line over it: pairs of rule, alias or pattern and level; the
  /// last wins. Fails on unknown names and on what a locked rule forbids.
  LoadResult with_levels(std::span<const std::pair<std::string, std::string>> levels) const;

  /// "builtin:recommended", or the display path of the file.
  const std::string& title() const { return title_; }
  /// The files that it was read from, its own last, with the SHA-256 of each; none of a built-in policy.
  std::span<const std::pair<std::string, std::string>> sources() const { return sources_; }
  /// What names this very policy, 64 lower-case hex digits: the SHA-256 of its file; where it extends others,
  /// that of the list of its files; of a built-in one that of its name and edition.
  std::string digest() const;
  /// From the loosest to the strictest; never empty.
  std::span<const Boundary> boundaries() const { return boundaries_; }
  const Boundary& strictest() const { return boundaries_.back(); }
  const Boundary* find_boundary(std::string_view name) const;
  /// The boundary of a build: the strictest that `classify` gives, else `unclassified`; requests of the file
  /// raise it.
  Classified classify(const ClassifyInput& input) const;

  /// Built-in and custom rules of the policy's edition, sorted by name.
  std::span<const Rule* const> rules() const { return rules_; }
  /// By name, or by alias in any letter case; null when there is none.
  const Rule* find_rule(std::string_view name_or_alias) const;
  /// The level of `rule` for findings that carry `aliases`, in builds of the Dockerfile at display path
  /// `path`.
  RuleLevel level(const Rule& rule, std::span<const std::string> aliases, const Boundary& boundary,
                  std::string_view path, text::Date today) const;

  /// Whether `rule` can make a finding in builds of the Dockerfile at display path `path`: it is not off
  /// there for each of its aliases.
  bool may_speak(const Rule& rule, const Boundary& boundary, std::string_view path, text::Date today) const;

  /// Whether the level of some rule may differ from Dockerfile to Dockerfile by their paths.
  bool depends_on_paths() const;

  /// Where the level of `rule` was locked, or "".
  std::string lock_of(const Rule& rule) const;
  const std::string& edition() const { return edition_; }
  /// The sets of built-in rules that the levels start from: recommended, hadolint …
  std::span<const std::string> sets() const { return sets_; }
  const std::string& unclassified() const { return unclassified_; }
  const std::string& unclassified_origin() const { return unclassified_origin_; }
  std::span<const std::pair<Classification, std::string>> classifications() const { return classify_; }
  const Lists& lists() const { return lists_; }
  /// The tools whose comments are read; nothing: all.
  const std::optional<std::vector<std::string>>& comments() const { return comments_; }
  /// The entry of `list` that matches `text` within `boundary`, or null. `revision` is that of a model fact.
  const ListEntry* match(std::string_view list, std::string_view text, std::string_view revision,
                         const Boundary& boundary) const;
  bool has_entries(std::string_view list) const;
  /// The patterns of the entries of `list` within `boundary` that match none of `items`, joined by `, `.
  std::string entries_without(std::string_view list, std::span<const std::string> items,
                              const Boundary& boundary) const;
  std::span<const Exception> exceptions() const { return exceptions_; }
  /// Whether a rule that may speak at some boundary and path asks about facts of `kind`, as those that it
  /// judges or beside them. Known since the policy was loaded.
  bool asks_about(std::string_view kind) const;
  /// The facts that those rules ask about; never null.
  const facts::Wanted& wanted() const { return wanted_; }
  /// Whether comments of `tool` (policy_shape.hpp) may suppress findings at all.
  bool reads_comments_of(std::string_view tool) const;
  /// The rules of the policy itself and of the files that it extends.
  std::span<const Rule> custom_rules() const { return custom_; }
  /// The tests of the policy's own file.
  std::span<const PolicyTest> tests() const { return tests_; }
  /// The folder of the policy's file, as it is shown.
  const std::string& folder() const { return folder_; }
  /// `path` relative to the policy's folder, where it lies below that; otherwise as it is.
  std::string relative(std::string_view path) const;
  const Regexes& regexes() const { return *regexes_; }
  /// The policy's own rows of the catalogue; they stand before the built-in ones.
  catalog::Tables catalog() const { return catalog_.tables(); }
  std::span<const catalog::CommandRow> catalog_commands() const { return catalog_commands_.rows(); }
  bool has_catalog() const { return has_catalog_; }

 private:
  friend class PolicyLoader;
  Policy();

  struct Setting : RuleSetting {
    std::string origin;
    std::size_t layer = 0;           // files extended first have the lower layer
    std::vector<std::string> paths;  // of an override; empty: everywhere
    /// Whether the setting speaks of `rule`, for a finding with `aliases`.
    bool covers(const Rule& rule, std::span<const std::string> aliases) const;
    /// The level it gives at `boundary`, or nothing.
    std::optional<int> at_boundary(const Boundary& boundary) const;
  };
  /// Whether `rule` is on at some boundary, somewhere.
  bool may_speak(const Rule& rule) const;
  void note_wanted();  // fills wanted_, once rules, settings and lists are complete
  /// Whether `holds` for some aliases that a finding of `rule` can carry: none, each, and of those that vary
  /// the ones in settings.
  template <typename Holds>
  bool any_case(const Rule& rule, Holds holds) const;
  int base_level(const Rule& rule, std::span<const std::string> aliases, const Boundary& boundary) const;

  std::string title_, folder_, edition_, unclassified_, unclassified_origin_;
  std::vector<std::string> sets_;  // recommended, hadolint, buildkit, all: what the levels start from
  std::vector<Boundary> boundaries_;
  std::vector<std::pair<Classification, std::string>> classify_;  // with where it stands
  Lists lists_;
  std::vector<Setting> settings_;
  std::vector<Exception> exceptions_;
  catalog::Rows catalog_;
  catalog::CommandRows catalog_commands_;
  bool has_catalog_ = false;
  std::vector<std::pair<std::string, std::string>> sources_;
  std::vector<const Rule*> rules_;
  std::vector<Rule> custom_;
  std::vector<PolicyTest> tests_;
  facts::Wanted wanted_;                              // by rules in force
  std::optional<std::vector<std::string>> comments_;  // nothing: those of all tools
  std::shared_ptr<Arena> arena_;
  std::shared_ptr<const Regexes> regexes_;
};

}  // namespace dockgate::policy
