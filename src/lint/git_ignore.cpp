#include "lint/git_ignore.hpp"

#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lint {

namespace {

/// Blanks at the end of a line do not count unless a backslash stands before them.
std::string_view without_trailing_blanks(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  while (!line.empty() && line.back() == ' ' && !(line.size() > 1 && line[line.size() - 2] == '\\')) {
    line.remove_suffix(1);
  }
  return line;
}

/// Braces are ordinary characters for git but not for text::glob_match, which cannot escape them; `?` stands
/// in.
std::string without_braces(std::string_view pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      out += c;
      out += pattern[++i];
      continue;
    }
    out += c == '{' || c == '}' ? '?' : c;
  }
  return out;
}

}  // namespace

GitIgnore::GitIgnore(std::string folder, std::string_view text) : folder_(std::move(folder)) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::string_view line : text::split(text, '\n')) {
    line = without_trailing_blanks(line);
    if (line.empty() || line.front() == '#') continue;
    Pattern pattern;
    if (line.front() == '!') {
      pattern.negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.folders_only = true;
      line.remove_suffix(1);
    }
    pattern.anchored = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    pattern.glob = without_braces(line);
    patterns_.push_back(std::move(pattern));
  }
}

std::optional<bool> GitIgnore::decides(std::string_view path, bool is_folder) const {
  std::string_view below = path;
  if (!folder_.empty()) below.remove_prefix(std::min(folder_.size() + 1, path.size()));
  const std::string_view name = text::file_name(path);
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->folders_only && !is_folder) continue;
    if (text::glob_match(pattern->glob, pattern->anchored ? below : name)) return !pattern->negated;
  }
  return std::nullopt;
}

}  // namespace dockgate::lint
