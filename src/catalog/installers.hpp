#pragma once
// Programs that install packages: constant data, made from policies/catalog/installers.yaml when the project
// is built.

#include <span>
#include <string_view>

namespace dockgate::catalog {

struct Installer {
  std::string_view manager;  // as facts call it: "apt-get", "pip"
  /// Program and words, which follow it in this order with others between: "dnf module install". The
  /// program is a path pattern.
  std::span<const std::string_view> forms;
  std::span<const std::string_view> value_options;  // options that take the next word
  std::span<const std::string_view> stops;          // words behind which no packages stand
  std::span<const std::string_view> single;         // forms of which only the first plain word is a package
  /// Patterns of packages that name a version; `!` in front: that name none. The first that fits decides, and
  /// a package that none fits has no version.
  std::span<const std::string_view> versions;
  bool first = false;  // the form's second word is the first plain one
};

std::span<const Installer> installers();

/// Whether `package` names a version, by `installer.versions`.
bool names_version(const Installer& installer, std::string_view package);

/// Whether `name` is an identifier of the SPDX licence list (policies/catalog/licences.yaml).
bool is_licence(std::string_view name);

}  // namespace dockgate::catalog
