#include "lint/check_directives.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "policy/alias_sets.hpp"

namespace dockgate::lint {
namespace {

using dockerfile::File;
using dockerfile::Instruction;

/// What BuildKit does with each name was observed by running it, and stands in docs/rules-buildkit.md.
constexpr std::array<std::string_view, 6> whole_file_checks{
    "ConsistentInstructionCasing", "DuplicateStageName",      "ReservedStageName",
    "NoEmptyContinuation",         "InvalidDefaultArgInFrom", "InvalidBaseImagePlatform"};
constexpr std::string_view experimental_check = "InvalidDefinitionDescription";
constexpr std::string_view on_later_instruction = "MultipleInstructionsDisallowed";

std::string_view check_of(const Finding& finding) {
  const auto found = std::find_if(finding.aliases.begin(), finding.aliases.end(),
                                  [](const auto& alias) { return policy::alias_in_set(alias, "buildkit"); });
  return found == finding.aliases.end() ? std::string_view() : std::string_view(*found);
}

/// Index of the instruction that holds byte `at`, or the number of instructions.
std::size_t instruction_at(const File& file, std::uint32_t at) {
  const auto& all = file.instructions;
  const auto after = std::upper_bound(
      all.begin(), all.end(), at,
      [](std::uint32_t value, const Instruction& instruction) { return value < instruction.span.begin; });
  if (after == all.begin() || std::prev(after)->span.end <= at) return all.size();
  return static_cast<std::size_t>(std::distance(all.begin(), after)) - 1;
}

/// The instruction above which a comment counts for a finding of `check` on the instruction at `index`.
const Instruction* commented(const File& file, std::size_t index, std::string_view check) {
  const auto& all = file.instructions;
  if (index >= all.size()) return nullptr;
  if (check != on_later_instruction) return &all[index];
  for (std::size_t i = index + 1; i < all.size() && all[i].keyword != "FROM"; ++i)
    if (all[i].keyword == all[index].keyword) return &all[i];
  return nullptr;
}

/// A comment that leaves a finding out.
struct Skip {
  std::string words;
  Span at;
};

std::optional<Skip> skipped_by(const File& file, const dockerfile::FileChecks& checks, std::string_view check,
                               std::uint32_t at) {
  if (check == experimental_check) return std::nullopt;
  if (checks.options.skips(check)) return Skip{"check=" + checks.written, checks.at};
  if (std::find(whole_file_checks.begin(), whole_file_checks.end(), check) != whole_file_checks.end())
    return std::nullopt;
  const auto* instruction = commented(file, instruction_at(file, at), check);
  if (instruction == nullptr) return std::nullopt;
  const auto own = dockerfile::instruction_checks(*instruction);
  if (!own || !own->options.skips(check)) return std::nullopt;
  return Skip{"check=skip=" + (own->options.skip_all ? std::string("all") : std::string(check)), own->at};
}

}  // namespace

std::vector<Finding> apply_check_directives(const File& file, const dockerfile::FileChecks& checks,
                                            const CommentJudge& judge, Severity fail_on,
                                            std::vector<Finding>& findings) {
  const policy::Boundary& boundary = judge.boundary;
  std::vector<Finding> forbidden;
  std::set<std::pair<std::uint32_t, std::string>> told;  // by comment and rule
  for (auto& finding : findings) {
    const auto check = check_of(finding);
    if (check.empty() || finding.suppressed || finding.at.source != file.source) continue;
    if (const auto skip = skipped_by(file, checks, check, finding.at.span.begin)) {
      if (boundary.suppress_inline != policy::InlineSuppression::forbid || finding.severity < fail_on) {
        finding.suppressed = Suppression{Suppression::By::inline_comment, "# " + skip->words, {}, {}};
        continue;
      }
      if (told.emplace(skip->at.begin, finding.rule).second) {
        if (auto more = judge.forbidden({file.source, skip->at}, finding.rule))
          forbidden.push_back(std::move(*more));
      }
    }
    if (checks.options.error) {
      const auto most = boundary.at_most.value_or(Severity::error);
      finding.severity = std::max(finding.severity, most);
    }
  }
  return forbidden;
}

}  // namespace dockgate::lint
