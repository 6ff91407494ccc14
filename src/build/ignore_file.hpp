#pragma once
// .dockerignore with Docker's own matching (github.com/moby/patternmatcher).

#include <string>
#include <string_view>
#include <vector>

namespace dockgate::build {

class IgnoreFile {
 public:
  IgnoreFile() = default;
  /// Reads the lines of a .dockerignore: comments, blank lines, `!` exceptions, cleaned paths.
  explicit IgnoreFile(std::string_view text);
  /// Whether the context path `path` (normalised) is left out; a parent that is left out leaves out its children
  /// unless a later exception brings them back.
  bool ignores(std::string_view path) const;
  bool has_exceptions() const;
  bool empty() const { return patterns_.empty(); }

 private:
  struct Pattern {
    std::string text;
    bool exception = false;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace dockgate::build
