#include "cli/manifest_file.hpp"

#include <algorithm>

#include "lint/gate.hpp"
#include "manifest/manifest.hpp"
#include "text/path.hpp"

namespace dockgate::cli {
namespace {

/// The folder that is named, or that of the file that is named, as the user wrote it.
std::string folder_named(const std::string& path, Workspace& workspace) {
  const Located place = workspace.locate(path);
  if (place.tree->kind(place.path) == EntryKind::folder) return path;
  return std::string(text::parent(path));
}

}  // namespace

std::string folder_of(const std::string& file) {
  return std::string(text::parent(file));
}

std::string manifest_to_write(const Options& options, Workspace& workspace) {
  if (!options.manifest.empty()) return options.manifest;
  std::string folder = options.paths.size() == 1 ? folder_named(options.paths.front(), workspace) : "";
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  if (folder.empty() || folder == ".") return std::string(manifest::file_name);
  return folder + (folder.ends_with('/') ? "" : "/") + std::string(manifest::file_name);
}

std::optional<Located> manifest_to_read(const Options& options, Workspace& workspace) {
  if (!options.manifest.empty()) return workspace.locate(options.manifest);
  const std::string from = options.paths.empty() ? "." : options.paths.front();
  const Located place = workspace.locate(from);
  const bool folder = place.tree->kind(place.path) == EntryKind::folder;
  const auto file = lint::find_manifest(*place.tree, folder ? text::join(place.path, "x") : place.path);
  if (!file) return std::nullopt;
  return Located{place.tree, *file};
}

bool names_files_only(const Options& options, Workspace& workspace) {
  return !options.paths.empty() && std::ranges::all_of(options.paths, [&](const std::string& path) {
    const Located place = workspace.locate(path);
    return place.tree->kind(place.path) == EntryKind::file;
  });
}

}  // namespace dockgate::cli
