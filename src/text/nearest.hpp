#pragma once
// What holds for a file by what stands in its folder or in the nearest one above it.

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/path.hpp"

namespace dockgate::text {

/// Asks each folder of a tree once, and reads each file that is found once. Safe to use from several threads.
template <typename Found>
class Nearest {
 public:
  /// What holds for the file at `path`. `file_in(folder)`: the path of what stands in that folder, or
  /// nothing; `load(file)`: what it says; `none()`: what holds where nothing stands in any folder up to the
  /// root.
  template <typename FileIn, typename Load, typename None>
  Found find(std::string_view path, FileIn file_in, Load load, None none) {
    std::string folder = normalize(parent(path)).value_or("");
    std::vector<std::string> passed;
    Found result;
    while (true) {
      {
        const std::lock_guard guard(mutex_);
        if (const auto known = found_.find(folder); known != found_.end()) {
          result = known->second;
          break;
        }
      }
      passed.push_back(folder);
      // The others need not wait while the disk is asked; a file is read once all the same.
      if (const std::optional<std::string> file = file_in(std::string_view(folder))) {
        const std::lock_guard guard(mutex_);
        const auto known = found_.find(folder);
        result = known != found_.end() ? known->second : load(*file);
        found_[folder] = result;
        break;
      }
      if (folder.empty()) {
        result = none();
        break;
      }
      folder = parent(folder);
    }
    const std::lock_guard guard(mutex_);
    for (const std::string& each : passed) result = found_.try_emplace(each, result).first->second;
    return result;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Found, std::less<>> found_;  // by folder
};

}  // namespace dockgate::text
