#pragma once
// Which versions of Python packages a build installs, as far as it says.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "build/build.hpp"
#include "catalog/index.hpp"
#include "facts/module_cache.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

struct PackageVersion {
  std::string version;  // "2.1.0"; "" when only `below` is known
  bool exact = true;    // false: at least this version
  std::string below;    // and below this one, where that is known
  std::string how;      // for a user: "pip install torch==2.1.0", "the tag of pytorch/pytorch"
  Place at;
};

/// Package names in lower case with `-` for `_`.
class Versions {
 public:
  const PackageVersion* find(std::string_view package) const;
  /// Whether the package's version lies in the row's range; nothing when the version is not known well
  /// enough.
  std::optional<bool> holds(const catalog::VersionRow& row) const;
  /// Whether one of `rows` holds, or may hold: the package is installed, in a version that is not known or
  /// that lies in the row's range. True for no rows.
  bool may_hold(std::span<const catalog::VersionRow> rows) const;
  void add(std::string_view package, PackageVersion version);
  /// The package is installed, in whatever version.
  void add_installed(std::string_view package);

 private:
  std::map<std::string, PackageVersion, std::less<>> packages_;
  std::set<std::string, std::less<>> installed_;
};

/// Compares dotted versions number by number; what follows the numbers (`rc1`, `+cu118`) is left out.
int compare_versions(std::string_view a, std::string_view b);

/// Reads install commands (pip, uv, conda, Poetry, Pipenv, PDM), the requirements, project and lock files
/// that they use, and the tags of base images that `catalog` says to be named by a package's version.
Versions read_versions(const build::Build& build, const ShellCommands& commands,
                       const catalog::Index& catalog, const ContextFiles* files);

}  // namespace dockgate::facts
