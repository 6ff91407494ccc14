#include "lock/find_lock.hpp"

#include "text/path.hpp"

namespace dockgate::lock {

FoundLock load(const FileTree& tree, std::string_view path) {
  FoundLock result;
  const auto source = tree.read(path, max_lock_bytes);
  if (!source) {
    const auto place = std::make_shared<SourceFile>(tree.display_path(path), std::string());
    result.problems.push_back(
        {{place, {}}, "the lock cannot be read: " + std::string(to_string(source.error()))});
    return result;
  }
  result.source = *source;
  auto lock = read(*source);
  if (lock) {
    result.lock = std::make_shared<const Lock>(std::move(*lock));
  } else {
    result.problems = lock.error();
  }
  return result;
}

FoundLock LockFinder::find(std::string_view path) const {
  std::string folder = text::normalize(text::parent(path)).value_or("");
  std::vector<std::string> passed;
  FoundLock result;
  while (true) {
    {
      const std::lock_guard guard(mutex_);
      if (const auto known = loaded_.find(folder); known != loaded_.end()) {
        result = known->second;
        break;
      }
    }
    passed.push_back(folder);
    const std::string file = text::join(folder, file_name);
    // The others need not wait while the disk is asked; a lock is read once all the same.
    const bool found = tree_->kind(file).has_value();
    if (found) {
      const std::lock_guard guard(mutex_);
      const auto known = loaded_.find(folder);
      result = known != loaded_.end() ? known->second : load(*tree_, file);
      loaded_[folder] = result;
    }
    if (found || folder.empty()) break;
    folder = text::parent(folder);
  }
  const std::lock_guard guard(mutex_);
  for (const std::string& each : passed) result = loaded_.try_emplace(each, result).first->second;
  return result;
}

}  // namespace dockgate::lock
