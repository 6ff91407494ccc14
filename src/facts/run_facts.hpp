#pragma once
// RUN instructions as wholes, and the commands of those that ONBUILD keeps for later builds.

#include <set>
#include <string>
#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// The commands of the RUN instructions behind ONBUILD. Their scripts are not followed: which files stand in
/// the image is decided by the build that runs them.
std::vector<RunCommand> trigger_commands(const build::Build& build);

/// One fact a RUN and a RUN of ONBUILD, in the order of the file; `commands` and `triggers` are those of
/// shell_commands and trigger_commands.
std::vector<RunFact> run_facts(const build::Build& build, const std::vector<RunCommand>& commands,
                               const std::vector<RunCommand>& triggers);

/// Targets of the cache and tmpfs mounts of the RUN at index `instruction`, or of the one behind its ONBUILD;
/// as written.
std::vector<std::string> cached_folders(const build::Build& build, std::size_t instruction);

/// `word` as it would be written: variables of `scope` without a value, and those of `arguments`, stand as
/// `${NAME}`; others that nothing sets are left out.
std::string shown_word(const shell::Word& word, const build::Scope* scope,
                       const std::set<std::string, std::less<>>& arguments);

}  // namespace dockgate::facts
