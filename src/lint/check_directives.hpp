#pragma once
// What `# check=…` comments make of the findings that are checks of Docker's.

#include <vector>

#include "dockerfile/check_options.hpp"
#include "lint/suppress.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::lint {

/// Applies the comments of `file` to `findings`, by the names of BuildKit's checks that these carry as
/// aliases; a finding without such a name is left alone. `skip` suppresses it and `error=true` raises what is
/// left to an error, though not above the boundary's highest level. Above an instruction, `skip` holds for
/// that instruction only, and not for the checks that BuildKit makes of the file as a whole.
///
/// Where the boundary forbids comments that suppress, one that would hide what reaches `fail_on` does not
/// count: a file must not let itself through the gate. The result holds policy/suppression-forbidden for each
/// of these.
std::vector<Finding> apply_check_directives(const dockerfile::File& file,
                                            const dockerfile::FileChecks& checks, const CommentJudge& judge,
                                            Severity fail_on, std::vector<Finding>& findings);

}  // namespace dockgate::lint
