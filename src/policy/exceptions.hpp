#pragma once
// Exceptions of a policy on findings.

#include <string_view>

#include "policy/evaluate.hpp"

namespace dockgate::policy {

/// Where a finding stands, as far as exceptions ask.
struct ExceptionScope {
  const Policy& policy;
  const Boundary& boundary;
  Date today;
  int stage = -1;
  std::string_view stage_name;
};

/// Whether `exception` still counts on `today` within `boundary`.
bool in_force(const Exception& exception, const Boundary& boundary, Date today);

/// Suppresses `finding` by the first exception in force that speaks of it. Marks every such exception as
/// used, an expired one too: it is not unused, it is out of date.
void apply_exceptions(Finding& finding, const ExceptionScope& scope, ExceptionUse* use);

/// Marks the exceptions that speak of the Dockerfile at display path `dockerfile`.
void note_reach(const Policy& policy, std::string_view dockerfile, ExceptionUse& use);

}  // namespace dockgate::policy
