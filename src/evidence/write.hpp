#pragma once
// Evidence as text: the same evidence always gives the same bytes.

#include <string>

#include "evidence/evidence.hpp"

namespace dockgate::evidence {

/// dockgate.evidence/1, which read() reads.
std::string json(const Evidence& evidence);
/// For a change request or a ticket.
std::string markdown(const Evidence& evidence);
/// One self-contained page that loads nothing and runs only its own script; docs/gate.md says what is on it.
std::string html(const Evidence& evidence);
/// An unsigned in-toto Statement v1 shaped as a SLSA Verification Summary (slsa.dev/spec/v1.0/
/// verification_summary): what was verified, by which policy, with which result. `evidence_json` is what
/// json() gave.
std::string summary_statement(const Evidence& evidence, const std::string& evidence_json);
/// The command that makes the evidence again, as a shell reads it.
std::string command_line(const Evidence& evidence);
/// What a terminal shows below the findings: the decision, why, and what to do next.
std::string decision_text(const Evidence& evidence);
/// The changes between two decisions, for people and as dockgate.evidence-diff/1.
std::string changes_text(const std::vector<Change>& changes);
std::string changes_json(const std::vector<Change>& changes);

}  // namespace dockgate::evidence
