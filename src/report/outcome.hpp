#pragma once
// What the exit code of a run rests on, and the words for it in `dockgate.findings/1`.

#include <array>
#include <string_view>
#include <utility>

#include <dockgate/lint.hpp>

namespace dockgate::report {

/// What came of a run, whatever options make of it.
struct Outcome {
  bool violated = false;
  bool not_judged = false;  // something that is to be judged is missing
  bool invalid_policy = false;
  bool internal_error = false;
};

Outcome outcome_of(const LintResult& result);

/// In the order of the member `outcome`.
inline constexpr std::array<std::pair<std::string_view, bool Outcome::*>, 4> outcome_words{{
    {"violated", &Outcome::violated},
    {"not-judged", &Outcome::not_judged},
    {"invalid-policy", &Outcome::invalid_policy},
    {"internal-error", &Outcome::internal_error},
}};

}  // namespace dockgate::report
