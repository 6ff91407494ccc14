#pragma once
// The trees that exist: on disk, in memory, and memory laid over another (unsaved editor text).

#include <map>
#include <memory>
#include <string>

#include <dockgate/text.hpp>

namespace dockgate::text {

/// A folder on disk. `display` is put before each path shown to users ("" or "services/search").
/// Opens nothing that lies outside `folder`, not through a symbolic link either.
std::shared_ptr<const FileTree> disk_files(const std::string& folder, std::string display);

/// Files by path, for tests and policy tests; folders exist where a file lies below them.
std::shared_ptr<const FileTree> memory_files(std::map<std::string, std::string> files,
                                             std::string display = {});

/// `below` with some files replaced or added, by path.
std::shared_ptr<const FileTree> overlay_files(std::shared_ptr<const FileTree> below,
                                              std::map<std::string, std::string> files);

}  // namespace dockgate::text
