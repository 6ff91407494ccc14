#pragma once
// Where something may be added to a RUN, or taken out of it, in the style in which it is written.

#include <optional>
#include <unordered_map>
#include <vector>

#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// The gap for an instruction above the one at `index`, and above its comments.
Part gap_above(const build::Build& build, std::size_t index);

/// From the end of the RUN before the one at `index` to this one's script, where both are scripts of their
/// own lines and nothing but blank lines stands between; `&& ` can join them there.
std::optional<Part> join_with_run_before(const build::Build& build, std::size_t index);

/// The parts of commands that stand in the Dockerfile itself. Keeps references to all that it is given.
class RunPlaces {
 public:
  RunPlaces(const build::Build& build, const std::vector<RunCommand>& commands);

  /// Adds the parts of the command at `index` of the list: program, options, sudo, end, above, cd,
  /// instruction.
  void add(std::size_t index, std::vector<Part>& parts) const;

 private:
  struct Run {
    std::size_t first = 0, last = 0;                  // indices of its commands
    std::uint32_t end = 0;                            // byte behind the last word or redirect of all of them
    bool nested = false;                              // some stand in a script within the script
    std::optional<std::optional<Part>> end_gap = {};  // found when it is asked for
  };
  /// Where a further command may be added.
  const std::optional<Part>& end_gap(Run& run) const;
  std::optional<Part> find_end(const Run& run) const;
  /// The RUN, or the ONBUILD around it, which has its lines and here-documents.
  const dockerfile::Instruction& instruction_of(const RunCommand& run) const;

  const build::Build& build_;
  const std::vector<RunCommand>& commands_;
  mutable std::unordered_map<const build::Command*, Run> runs_;
};

/// The gap for an option behind the word at `at`: of a JSON array its next string.
Part option_gap(const Place& at);

}  // namespace dockgate::facts
