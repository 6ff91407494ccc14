#pragma once
// From paths as a user types them to trees and paths inside of them.

#include <map>
#include <memory>
#include <string>

#include <dockgate/text.hpp>

namespace dockgate::cli {

struct Located {
  std::shared_ptr<const FileTree> tree;
  std::string path;  // inside of the tree; "" is its root
};

/// The working folder is one tree; what lies outside of it belongs to the tree of its repository (the nearest
/// folder upward with `.git`), or else of its own folder. Users see all paths relative to the working folder.
class Workspace {
 public:
  explicit Workspace(std::string working_folder);
  static Workspace here();

  Located locate(const std::string& path);
  /// The absolute path of the folder that is the root of the tree in which locate() finds `path`.
  std::string root_of(const std::string& path) const;
  /// A tree whose root is the folder `path`.
  std::shared_ptr<const FileTree> folder(const std::string& path);
  const std::shared_ptr<const FileTree>& tree() const { return tree_; }
  /// The repository around the working folder, as a tree; null when there is none.
  std::shared_ptr<const FileTree> repository() const;

 private:
  std::string working_folder_;
  std::shared_ptr<const FileTree> tree_;
  std::map<std::string, std::shared_ptr<const FileTree>> others_;  // by root
};

}  // namespace dockgate::cli
