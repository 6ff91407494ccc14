#include "catalog/installers.hpp"

#include "text/glob.hpp"

namespace dockgate::catalog {

bool names_version(const Installer& installer, std::string_view package) {
  for (const std::string_view pattern : installer.versions) {
    const bool none = pattern.starts_with('!');
    if (text::glob_match(pattern.substr(none ? 1 : 0), package)) return !none;
  }
  return false;
}

}  // namespace dockgate::catalog
