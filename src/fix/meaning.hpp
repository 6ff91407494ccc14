#pragma once
// What an edit may not change: everything but what it was made for.

#include <span>
#include <string>

#include "fix/edited.hpp"
#include "fix/leaves.hpp"

namespace dockgate::fix {

/// Reads `before` and what `edits` (as for edited()) make of it, and compares them part by part: what no edit
/// goes through has to be there again with the same meaning, what is new has to stand in an edit, text that
/// is decoded has to come out as it was put in, and no more may be unreadable than before. "" when all of
/// that holds, else what does not, in words. Always "" for a language that is not known.
std::string changed_meaning(const SourcePtr& before, std::span<const TextEdit> edits, Language language);

}  // namespace dockgate::fix
