#pragma once
// The dossier of each model: every file of its code that would run, what was found in it, what it imports,
// and who reviewed it.

#include <span>
#include <string>

#include "report/facts_json.hpp"

namespace dockgate::report {

/// One document, schema dockgate.dossier/1.
std::string dossier_json(std::span<const FactsEntry> builds);
/// For people: one model after the other, by folder.
std::string dossier_text(std::span<const FactsEntry> builds, bool colour);

}  // namespace dockgate::report
