#pragma once
// Build stages, and comment lines, as facts.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// One fact a stage that stands in the file. Never fails.
std::vector<StageFact> stage_facts(const build::Build& build);

/// One fact a comment line, in the order of the file.
std::vector<CommentFact> comment_facts(const build::Build& build);

/// Whether the user part of USER is the superuser, as Docker reads it: a name, or a number in any spelling.
bool is_root(std::string_view user);

}  // namespace dockgate::facts
