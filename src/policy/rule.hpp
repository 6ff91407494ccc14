#pragma once
// A rule as data. Built-in rules are constant tables made from policies/rules when the project is built;
// rules of a user's policy have the same shape and are run by the same code.

#include <array>
#include <span>
#include <string_view>

namespace dockgate::policy {

/// A test on one fact. A tree of these is a rule's `when`. A field that is not known makes a test undecided,
/// and all, any and negate carry that on as in three-valued logic.
struct Condition {
  enum class Op {
    all,
    any,
    negate,  // on `children`
    is,
    in,
    matches,
    glob,  // on `field` and `values`: equal to one, equal to one, RE2 regex found in it, path pattern
    present,
    absent,      // the field has a value, has none
    unresolved,  // the field's value is not known
    at_least,
    less_than,          // numbers, and versions by their dotted parts
    misses_entry_of,    // a list field has no element that an entry of the policy's list values[0] matches
    in_list,            // an entry of the policy's list values[0] matches the field
    list_given,         // the policy's list values[0] has entries; no `field`
    contains,           // a list field has an element equal to one of `values`
    contains_matching,  // an element in which the regex is found
    exists,
    missing,  // some / no other fact of kind values[0] in the build satisfies `children` and every relation
              // values[1…]
  };
  Op op = Op::all;
  std::string_view field;
  std::span<const std::string_view> values;
  std::span<const Condition> children;
};

/// The level of a rule within a boundary or a set of rules.
struct RuleSeverity {
  std::string_view name;
  int severity = -1;  // off is -1; otherwise a dockgate::Severity
};

struct Example {
  std::string_view name;
  /// Path and text of each file; the one called Dockerfile is judged, under the .dockgate.yaml among them if
  /// there is one.
  struct File {
    std::string_view path, text;
  };
  std::span<const File> files;
  std::string_view boundary;  // "" = production
  /// Findings expected of this very rule, all of them: "Dockerfile:3"; none for good examples.
  std::span<const std::string_view> expect;
  std::span<const std::string_view> build_args;  // "NAME=VALUE", as `--build-arg` gives them
  std::span<const File> fixed;                   // files once every edit of the rule is made; none: not said
};

/// An alias with the condition under which it is the same rule; no condition: always.
struct Alias {
  std::string_view name;  // DL3007, StageNameCasing, B615; with `field`, a glob on that field's values
  const Condition* when = nullptr;
  std::string_view field;  // findings carry the fact's value of it: SC2086; "" = `name` itself
};
/// Whether `name` is one of those that `alias` stands for, in any letter case.
bool names_alias(const Alias& alias, std::string_view name);

struct Clause {
  const Condition* when = nullptr;
  std::string_view message;  // `{field}` is replaced by the fact's field
  std::string_view help;     // "" = the rule's
  bool unresolved = false;   // the verdict of this clause
  int at_most = 3;  // a Severity that its findings do not exceed, unless a policy names their alias; 3: error
};

/// One change that an edit makes, at each part of the fact that has the name.
struct Change {
  enum class Op { replace, add } op = Op::replace;  // put in place of the part, behind it
  std::string_view part;                            // "" = the whole fact
  std::string_view with;  // the text; `{field}` is replaced by the fact's field, `\n` is a line end
};

/// A way to mend a finding. policies/README.md says when it is offered.
struct RuleEdit {
  std::string_view title;           // what it does; `{field}` is replaced by the fact's field
  std::span<const Change> changes;  // made together
  const Condition* when = nullptr;  // has to hold as well
  bool safe = false;                // what the image does stays the same, or was broken
};

/// policies/README.md explains each field as its YAML key.
struct Rule {
  std::string_view name;  // category/name
  std::string_view summary;
  std::string_view why;
  std::string_view kind;  // fact kind; "engine": the program makes its findings itself
  std::string_view
      at;  // part to point at, "" = the whole fact; a fact without that part is pointed at as a whole
  std::span<const RuleSeverity> severities;  // by boundary
  /// By set of rules other than `recommended`: hadolint, buildkit; or by an alias, for its cases in its set.
  std::span<const RuleSeverity> sets;
  std::span<const Clause> clauses;  // the first that holds gives the one finding
  /// Of the rules of one group, only the one with the lowest `order` speaks of a fact.
  std::string_view group;
  int order = 0;
  bool pass_undecided = false;  // says nothing where a field is not known, instead of an unresolved finding
  std::string_view help;
  std::string_view fix;  // how to mend it, for `explain`
  std::span<const Alias> aliases;
  std::span<const std::string_view> references;
  std::span<const Example> good, bad;
  std::string_view edition;         // first edition in which it is on
  std::string_view risk;            // critical, high, medium, low; "" when it is no matter of security
  std::span<const RuleEdit> edits;  // ways to mend it, the best first
};

/// All built-in rules, sorted by name.
std::span<const Rule> builtin_rules();
/// The built-in rule with this name or alias (letter case of an alias does not matter), or null.
const Rule* find_builtin_rule(std::string_view name_or_alias);

}  // namespace dockgate::policy
