// Severities and verdicts by name.
#include <array>

#include <dockgate/finding.hpp>

namespace dockgate {

namespace {
constexpr std::array<std::string_view, 4> severity_names{"style", "info", "warning", "error"};
}

std::string_view to_string(Severity severity) {
  return severity_names.at(static_cast<std::size_t>(severity));
}

std::string_view to_string(Verdict verdict) {
  return verdict == Verdict::refuted ? "refuted" : "unresolved";
}

std::string_view to_string(Suppression::By by) {
  switch (by) {
    case Suppression::By::inline_comment:
      return "inline";
    case Suppression::By::policy:
      return "policy";
    case Suppression::By::baseline:
      return "baseline";
    case Suppression::By::review:
      return "review";
  }
  return "policy";
}

std::optional<Severity> severity_from(std::string_view name) {
  for (std::size_t i = 0; i < severity_names.size(); ++i) {
    if (severity_names[i] == name) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

}  // namespace dockgate
