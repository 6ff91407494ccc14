#pragma once
// What `# check=…` comments make of the findings that are checks of Docker's.

#include <vector>

#include "dockerfile/check_options.hpp"
#include "policy/policy.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::lint {

/// Applies the comments of `file` to `findings`, by the names of BuildKit's checks that these carry as
/// aliases; a finding without such a name is left alone. `skip` suppresses it and `error=true` raises what is
/// left to an error, though not above the boundary's highest level. Above an instruction, `skip` holds for
/// that instruction only, and not for the checks that BuildKit makes of the file as a whole.
///
/// Where the boundary forbids comments that suppress, one that would hide a failure does not count and is
/// mentioned in a note: a file must not let itself through the gate.
void apply_check_directives(const dockerfile::File& file, const dockerfile::FileChecks& checks,
                            const policy::Boundary& boundary, std::vector<Finding>& findings);

}  // namespace dockgate::lint
