#pragma once
// Commands that install packages, read by the rows of policies/catalog/installers.yaml.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "build/build.hpp"
#include "catalog/installers.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"
#include "facts/wanted.hpp"

namespace dockgate::facts {

/// The facts of kind `install` of one list of commands. Only what runs while an image is built counts.
class InstallFacts {
 public:
  /// Where the form of an installer ends in a command.
  struct Found {
    const catalog::Installer* row = nullptr;
    std::string_view form;
    std::size_t next = 0;  // index of the first word behind it
  };

  explicit InstallFacts(const build::Build& build) : build_(build) {}
  /// How `run`, of `program`, installs; nothing where it does not, or where nobody asks for its manager.
  std::optional<Found> find(const std::string& program, const RunCommand& run, const WantedOfKind& wanted);
  /// The fact of a command that was found; `command` is its fact of that kind.
  InstallFact of(const Found& found, const RunCommand& run, CommandFact command);

 private:
  using Rows = std::vector<std::pair<const catalog::Installer*, std::string_view>>;
  using Names = std::set<std::string, std::less<>>;
  const Names& arguments();

  const build::Build& build_;
  std::unordered_map<std::string, Rows> of_program_;  // each program is held against all forms once
  std::optional<Names> arguments_;                    // names that an ARG of any stage declares
};

}  // namespace dockgate::facts
