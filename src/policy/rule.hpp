#pragma once
// A rule as data. Built-in rules are constant tables made from policies/rules when the project is built; rules of
// a user's policy have the same shape and are run by the same code.

#include <array>
#include <span>
#include <string_view>

namespace dockgate::policy {

/// A test on one fact. A tree of these is a rule's `when`.
struct Condition {
  enum class Op {
    all, any, negate,          // on `children`
    is, in, matches, glob,     // on `field` and `values`: equal to one, regex (RE2), path pattern
    present, absent,           // field has a value / has none
    unresolved,                // field's value is not known
    at_least, less_than,       // numbers and versions
    in_list,                   // values[0] names a list of the policy (maintainers, registries, models)
    contains,                  // a list field has an element equal to one of `values`
    contains_matching,         // … an element that matches the regex
    exists, missing,           // another fact of kind values[0] in the same build, under `children`, related by values[1]
  };
  Op op = Op::all;
  std::string_view field;
  std::span<const std::string_view> values;
  std::span<const Condition> children;
};

/// Off is -1; otherwise a dockgate::Severity.
struct RuleSeverity {
  std::string_view boundary;
  int severity = -1;
};

struct Example {
  std::string_view name;
  /// Path and text of each file; the one called Dockerfile is judged.
  struct File { std::string_view path, text; };
  std::span<const File> files;
  std::string_view boundary;   // "" = production
  /// Findings expected of this very rule: "Dockerfile:3", empty for good examples.
  std::span<const std::string_view> expect;
};

/// An alias with the condition under which it is the same rule; no condition: always.
struct Alias {
  std::string_view name;       // DL3007, StageNameCasing, B615
  const Condition* when = nullptr;
};

struct Clause {
  const Condition* when = nullptr;
  std::string_view message;    // `{field}` is replaced by the fact's field
  std::string_view help;       // "" = the rule's
  bool unresolved = false;     // the verdict of this clause
};

struct Rule {
  std::string_view name;       // category/name
  std::string_view summary;
  std::string_view why;
  std::string_view kind;       // fact kind
  std::string_view at;         // part to point at, "" = the whole fact
  std::span<const RuleSeverity> severities;
  std::span<const Clause> clauses;  // the first that holds gives the one finding
  std::string_view help;
  std::string_view fix;        // how to mend it, for `explain`
  std::span<const Alias> aliases;
  std::span<const std::string_view> references;
  std::span<const Example> good, bad;
  std::string_view edition;    // first edition in which it is on
};

/// All built-in rules, sorted by name.
std::span<const Rule> builtin_rules();

}  // namespace dockgate::policy
