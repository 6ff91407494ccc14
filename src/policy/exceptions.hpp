#pragma once
// Exceptions of a policy on findings.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/evaluate.hpp"

namespace dockgate::policy {

/// Where a finding stands, as far as exceptions ask.
struct ExceptionScope {
  const Policy& policy;
  const Boundary& boundary;
  text::Date today;
  int stage = -1;
  std::string_view stage_name;
};

/// Whether `exception` still counts on `today` within `boundary`.
bool in_force(const Exception& exception, const Boundary& boundary, text::Date today);

/// Suppresses `finding` by the first exception in force that speaks of it. Marks every such exception as
/// used, an expired one too: it is not unused, it is out of date.
void apply_exceptions(Finding& finding, const ExceptionScope& scope, ExceptionUse* use);

/// The same for exceptions that name findings by fingerprint, which are known once the findings of all builds
/// are put together. Only findings of `dockerfiles`, those that `policy` judged, are looked at.
void apply_fingerprint_exceptions(std::vector<Finding>& findings, const Policy& policy,
                                  const std::set<std::string>& dockerfiles, text::Date today,
                                  ExceptionUse& use);

/// Marks the exceptions that speak of the Dockerfile at display path `dockerfile`.
void note_reach(const Policy& policy, std::string_view dockerfile, ExceptionUse& use);

}  // namespace dockgate::policy
