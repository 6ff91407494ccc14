#pragma once
// One pattern of .gitignore (gitignore(5)), whose form other files of a repository use as well.

#include <optional>
#include <string>
#include <string_view>

namespace dockgate::text {

struct GitPattern {
  std::string glob;  // in the syntax of glob_match
  bool negated = false;
  bool folders_only = false;
  bool anchored = false;  // matched against the whole path, else against the name

  /// Reads a line without its line end; nothing for one that is empty or a comment.
  static std::optional<GitPattern> read(std::string_view line);
  /// Whether it names `path` itself: normalised, seen from the folder of the pattern's file.
  bool matches(std::string_view path, bool is_folder) const;
};

}  // namespace dockgate::text
