#include "cli/workspace.hpp"

#include <filesystem>
#include <system_error>

#include "text/file_trees.hpp"
#include "text/path.hpp"

namespace dockgate::cli {

namespace {

namespace fs = std::filesystem;

/// Without a slash at the end, which lexically_normal() leaves behind "a/".
fs::path normal(const fs::path& path) {
  fs::path result = path.lexically_normal();
  return result.has_filename() || result == result.root_path() ? result : result.parent_path();
}

bool stands(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

/// The folder of the repository around `start`, or `start`.
fs::path repository_of(const fs::path& start) {
  for (fs::path folder = start; folder.has_relative_path(); folder = folder.parent_path()) {
    if (stands(folder / ".git")) return folder;
  }
  return start;
}

std::string shown(const fs::path& folder, const std::string& working_folder) {
  const std::string relative = folder.lexically_relative(working_folder).generic_string();
  return relative == "." ? std::string() : relative;
}

}  // namespace

Workspace::Workspace(std::string working_folder)
    : working_folder_(std::move(working_folder)), tree_(text::disk_files(working_folder_, {})) {}

Workspace Workspace::here() {
  std::error_code error;
  const fs::path folder = fs::current_path(error);
  return Workspace(error ? "." : folder.string());
}

Located Workspace::locate(const std::string& path) {
  // Most paths are plain ones, and there may be thousands.
  if (working_folder_.starts_with('/') && !path.empty() && text::is_normal(path)) return {tree_, path};
  const fs::path whole = normal(fs::path(working_folder_) / path);
  const std::string inside = whole.lexically_relative(working_folder_).generic_string();
  if (inside == ".") return {tree_, {}};
  if (!inside.empty() && inside != ".." && !inside.starts_with("../")) return {tree_, inside};
  const fs::path root = repository_of(is_folder(whole) ? whole : whole.parent_path());
  auto& tree = others_[root.string()];
  if (!tree) tree = text::disk_files(root.string(), shown(root, working_folder_));
  const std::string below = whole.lexically_relative(root).generic_string();
  return {tree, below == "." ? std::string() : below};
}

std::string Workspace::root_of(const std::string& path) const {
  const fs::path whole = normal(fs::path(working_folder_) / path);
  const std::string inside = whole.lexically_relative(working_folder_).generic_string();
  if (!inside.empty() && inside != ".." && !inside.starts_with("../")) return working_folder_;
  return repository_of(is_folder(whole) ? whole : whole.parent_path()).string();
}

std::shared_ptr<const FileTree> Workspace::repository() const {
  const fs::path root = repository_of(working_folder_);
  return stands(root / ".git") ? text::disk_files(root.string(), shown(root, working_folder_)) : nullptr;
}

std::shared_ptr<const FileTree> Workspace::folder(const std::string& path) {
  const fs::path whole = normal(fs::path(working_folder_) / path);
  return text::disk_files(whole.string(), shown(whole, working_folder_));
}

}  // namespace dockgate::cli
