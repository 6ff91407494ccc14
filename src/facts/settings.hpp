#pragma once
// Environment variables and removed guards: what changes loads from outside of the calls that make them.

#include <set>
#include <string>
#include <vector>

#include "build/build.hpp"
#include "catalog/index.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"
#include "facts/versions.hpp"
#include "python/program.hpp"

namespace dockgate::facts {

/// ENV, ARG and what compose or bake set, by the variables of `facts`; what scripts export and put before
/// commands; commands that edit a guard out of a library or answer its question.
std::vector<SettingFact> shell_settings(const build::Build& build, const ShellCommands& commands,
                                        const catalog::Index& catalog, const Versions& versions,
                                        const std::vector<VariableFact>& variables);

/// What a program writes into the environment and replaces in libraries, by its `assignments`. Only the
/// fields that the statement itself decides are set.
std::vector<SettingFact> python_settings(const std::vector<python::Assignment>& assignments,
                                         const catalog::Index& catalog, const Versions& versions);

/// Whether a call may take a guard away, by its last name (`setattr` of a library's function, a guard's own
/// call); for the filter of python::calls.
bool may_take_guard(const catalog::Index& catalog, std::string_view last_name);

/// The guard that `call` takes away.
std::optional<SettingFact> guard_call(const python::Call& call, const catalog::Index& catalog,
                                      const Versions& versions);

/// The setting that a keyword of the call makes where an environment variable could (`endpoint=` for
/// HF_ENDPOINT).
std::optional<SettingFact> keyword_setting(const python::Call& call, const catalog::Index& catalog);

/// Models of unknown name whose code the trust variables among `settings` allow: one for each that has its
/// effect and that nothing in the build reads, so that no other fact speaks of it. `read` holds the
/// variables that programs ask for.
std::vector<ModelFact> trusted_by_variable(const std::vector<SettingFact>& settings,
                                           const std::vector<ModelFact>& models,
                                           const std::set<std::string, std::less<>>& read);

}  // namespace dockgate::facts
