#pragma once
// What a user is told: a verdict on a fact under a policy.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate {

enum class Severity { style, info, warning, error };  // ordered
enum class Verdict { refuted, unresolved };

struct TraceStep {
  Place at;
  std::string what;
};

struct Edit {
  Place at;
  std::string text;
};

struct Fix {
  std::string title;
  bool safe = true;
  std::vector<Edit> edits;
};

struct Suppression {
  enum class By { inline_comment, policy, baseline, review } by = By::policy;
  std::string reason, owner, expires;
};

struct Finding {
  std::string rule;                  // "model/remote-code"; never renamed or reused
  std::vector<std::string> aliases;  // what other catalogues call this very case
  Severity severity = Severity::error;
  Verdict verdict = Verdict::refuted;
  std::string message;  // lower case, no final period, may contain any bytes of the input
  std::string help;
  std::vector<std::string> notes;
  Place at;
  std::string dockerfile;  // display path of the build through which it matters; "" when none
  std::string boundary;    // of that build
  bool fails = false;  // as severe as the failure level there; a suppressed one fails nothing all the same
  /// Which compose services and bake targets ask for that build ("compose service api"), sorted; none where
  /// nothing but the Dockerfile speaks of it.
  std::vector<std::string> callers;
  std::string subject;
  std::vector<TraceStep> trace;
  std::vector<Fix> fixes;
  std::string fingerprint;  // stable when lines move
  std::optional<Suppression> suppressed;
};

/// What reports say of a rule that findings name: the words of its file (policies/README.md).
struct RuleInfo {
  std::string name, summary, why, help, fix;
  std::vector<std::string> aliases, references;
  std::optional<Severity> severity;  // at the strictest built-in boundary; nothing: off there
  std::string risk;     // "critical", "high", "medium", "low"; "" when it is no matter of security
  bool certain = true;  // false: every finding of it says "could not be proven safe"
};

std::string_view to_string(Severity severity);
std::string_view to_string(Verdict verdict);
std::string_view to_string(Suppression::By by);                // "inline", "policy", "baseline", "review"
std::optional<Severity> severity_from(std::string_view name);  // "error" … "style"

}  // namespace dockgate
