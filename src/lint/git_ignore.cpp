#include "lint/git_ignore.hpp"

#include <algorithm>

#include "text/words.hpp"

namespace dockgate::lint {

GitIgnore::GitIgnore(std::string folder, std::string_view text) : folder_(std::move(folder)) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (const std::string_view line : text::split(text, '\n')) {
    if (auto pattern = text::GitPattern::read(line)) patterns_.push_back(std::move(*pattern));
  }
}

std::optional<bool> GitIgnore::decides(std::string_view path, bool is_folder) const {
  std::string_view below = path;
  if (!folder_.empty()) below.remove_prefix(std::min(folder_.size() + 1, path.size()));
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->matches(below, is_folder)) return !pattern->negated;
  }
  return std::nullopt;
}

}  // namespace dockgate::lint
