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
  const auto file_in = [&](std::string_view folder) -> std::optional<std::string> {
    std::string file = text::join(folder, file_name);
    if (!tree_->kind(file)) return std::nullopt;
    return file;
  };
  return nearest_.find(
      path, file_in, [&](const std::string& file) { return load(*tree_, file); }, [] { return FoundLock{}; });
}

}  // namespace dockgate::lock
