#pragma once
// .dockerignore with Docker's own matching (github.com/moby/patternmatcher).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::build {

/// In bytes, of one that is read.
inline constexpr std::uint64_t longest_ignore_file = 1u << 20;

class IgnoreFile {
 public:
  IgnoreFile() = default;
  /// Reads the lines of a .dockerignore: comments, blank lines, `!` exceptions, cleaned paths.
  explicit IgnoreFile(std::string_view text);
  /// The patterns of `--exclude` flags, or of a `--parents` wildcard: no comments, otherwise the same.
  static IgnoreFile from_patterns(const std::vector<std::string>& patterns);

  /// Whether the context path `path` (normalised) is left out; a parent that is left out leaves out its
  /// children unless a later exception brings them back. The root itself ("" or ".") is never left out.
  bool ignores(std::string_view path) const;
  /// Whether a pattern leaves out all entries of the root (`*`, `**` or `**/*`), as BuildKit asks before it
  /// speaks of an ignored `COPY .`.
  bool ignores_all_of_root() const;
  bool has_exceptions() const;
  bool empty() const { return patterns_.empty(); }
  /// Patterns that Docker refuses (it then fails the build); they match nothing here.
  const std::vector<std::string>& malformed() const { return malformed_; }
  /// Appends its patterns to `key`: files with the same ones leave out the same paths.
  void append_key(std::string& key) const;

 private:
  /// What a pattern compiles to: a token for each thing that it asks of the path.
  struct Token {
    enum class Kind { literal, any, star, everything, folders, one_of };
    Kind kind = Kind::literal;
    std::string text;  // the character, or the members of a class as written between the brackets
  };
  struct Pattern {
    enum class Kind { exact, prefix, suffix, tokens };
    Kind kind = Kind::exact;
    std::string text;  // cleaned, without `!`
    std::vector<Token> tokens;
    bool exception = false;
  };
  void add(std::string_view pattern);
  static bool compile(Pattern& pattern);
  static bool matches(const Pattern& pattern, std::string_view path);
  static bool matches_tokens(const std::vector<Token>& tokens, std::string_view path);
  std::vector<Pattern> patterns_;
  std::vector<std::string> malformed_;
};

}  // namespace dockgate::build
