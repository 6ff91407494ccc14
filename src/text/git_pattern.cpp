#include "text/git_pattern.hpp"

#include "text/glob.hpp"
#include "text/path.hpp"

namespace dockgate::text {

namespace {

/// Blanks at the end of a line do not count unless a backslash stands before them.
std::string_view without_trailing_blanks(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  while (!line.empty() && line.back() == ' ' && !(line.size() > 1 && line[line.size() - 2] == '\\')) {
    line.remove_suffix(1);
  }
  return line;
}

/// Braces are ordinary characters for git but not for glob_match, which cannot escape them; `?` stands in.
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

std::optional<GitPattern> GitPattern::read(std::string_view line) {
  line = without_trailing_blanks(line);
  if (line.empty() || line.front() == '#') return std::nullopt;
  GitPattern pattern;
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
  if (line.empty()) return std::nullopt;
  pattern.glob = without_braces(line);
  return pattern;
}

bool GitPattern::matches(std::string_view path, bool is_folder) const {
  if (folders_only && !is_folder) return false;
  return glob_match(glob, anchored ? path : file_name(path));
}

}  // namespace dockgate::text
