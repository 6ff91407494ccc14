#pragma once
// What the release gate saw and decided, as values: for an auditor to read, for a machine to compare, and for
// anybody to make again.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/manifest.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::evidence {

inline constexpr std::string_view schema = "dockgate.evidence/1";

/// From the best to the worst. `not_applicable`: there was nothing that the rule is about. `proved`: there
/// was, it was looked at, and it does not break the rule.
enum class Outcome { not_applicable, proved, excepted, unresolved, refuted };
std::string_view to_string(Outcome outcome);  // "not applicable", "proved", …
std::optional<Outcome> outcome_from(std::string_view name);

/// What one rule says of one file in one stage.
struct RuleVerdict {
  std::string rule;
  std::string dockerfile;  // of the build, with its label
  std::string file;        // "" when there was nothing to look at
  std::string stage;       // its name, or its index; "" outside of stages
  Outcome outcome = Outcome::not_applicable;
  std::size_t subjects = 0;  // how many things were looked at
};

struct Excuse {
  std::string by;  // policy, baseline, inline
  std::string reason, owner, expires;
};

struct SeenFinding {
  std::string rule;
  std::string severity;
  Outcome outcome = Outcome::refuted;
  std::string message, help;
  std::string file;
  std::uint32_t line = 1, column = 1;
  std::string dockerfile, stage, subject, fingerprint;
  bool fails = false;              // it alone would keep the release back
  std::vector<std::string> trace;  // "Dockerfile:11: RUN runs `python -m app.fetch`"
  std::optional<Excuse> excuse;
};

/// An exception of a policy that counts today.
struct ExceptionInForce {
  std::string policy;  // place: ".dockgate.yaml:12"
  std::string id, rule, reason, owner, approved_by, ticket, expires;
  std::size_t covers = 0;  // findings of this run
};

struct ScopeFile {
  std::string path;
  std::string role;  // dockerfile, code, policy, ledger, manifest, baseline, weights, image
  std::string sha256;
};

struct PolicyIdentity {
  std::string name;    // display path, or builtin:NAME
  std::string sha256;  // policy::Policy::digest()
  std::string edition;
  std::string boundary;                // the strictest
  std::vector<std::string> rules_off;  // at that boundary
};

/// One box of the picture of a build.
struct Node {
  enum class Column { base, stage, script, module, model, weights } column = Column::base;
  std::string label;   // short
  std::string detail;  // what is known of it, one fact a line
  Outcome outcome = Outcome::not_applicable;
};
struct Edge {
  std::size_t from = 0, to = 0;  // indices into the nodes
  auto operator<=>(const Edge&) const = default;
};
std::string_view to_string(Node::Column column);

/// A call or command that opens a model, or a file that does.
struct Loader {
  std::string file;
  std::uint32_t line = 1;
  std::string api, what;
  auto operator<=>(const Loader&) const = default;  // NOLINT(modernize-use-nullptr): the tool's mistake
};

struct BuildEvidence {
  manifest::Build parts;  // what it ships; paths start where its Dockerfile's do
  std::string boundary_reason;
  bool in_manifest = false;  // and everything in it is as it says
  std::vector<Loader> loaders;
  std::vector<Node> nodes;
  std::vector<Edge> edges;
};

/// An answer to one of the two questions: a sentence, and whether it answers fully.
struct Answer {
  bool full = false;
  std::string sentence;
  std::vector<std::string> open;  // what keeps it from being full
};

struct Evidence {
  std::string tool_version;
  std::string as_of;  // day for which exceptions and reviews were judged, as YYYY-MM-DD
  bool accepted = false;
  std::vector<std::string> reasons;  // of the decision, sentences without a period
  std::vector<std::string> next;     // what to do, the most urgent first
  std::vector<std::string> command;  // words that make this again, from the folder that paths start in
  std::vector<PolicyIdentity> policies;
  std::vector<BuildEvidence> builds;
  Answer weights, review;  // the two questions
  std::vector<ScopeFile> scope;
  std::vector<RuleVerdict> verdicts;
  std::vector<SeenFinding> findings;
  std::vector<ExceptionInForce> exceptions;
  std::vector<std::pair<std::string, std::string>> not_judged;  // what, why
  std::vector<std::pair<std::string, std::string>> skipped;
};

/// How many findings only the baseline keeps from failing.
std::size_t debt(const Evidence& evidence);

/// What a later decision has to be compared with: the parts of an evidence that `gate diff` speaks of.
/// Fails with all mistakes, with places.
Result<Evidence, std::vector<Problem>> read(const SourcePtr& source);

/// The differences between two decisions, one a line, by topic.
struct Change {
  std::string topic;  // decision, tool, policy, base image, model, weights, code, finding, exception …
  std::string text;
};
std::vector<Change> compare(const Evidence& before, const Evidence& after);

}  // namespace dockgate::evidence
