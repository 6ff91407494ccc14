#pragma once
// Which versions of Python packages a build installs, as far as it says.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "build/build.hpp"
#include "catalog/apis.hpp"
#include "facts/module_cache.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

struct PackageVersion {
  std::string version;  // "2.1.0"
  bool exact = true;    // false: at least this version
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
  void add(std::string_view package, PackageVersion version);

 private:
  std::map<std::string, PackageVersion, std::less<>> packages_;
};

/// Compares dotted versions number by number; what follows the numbers (`rc1`, `+cu118`) is left out.
int compare_versions(std::string_view a, std::string_view b);

/// Reads install commands (pip, uv, conda and their requirements files) and tags of well-known base images.
Versions read_versions(const build::Build& build, const ShellCommands& commands, const ContextFiles* files);

}  // namespace dockgate::facts
