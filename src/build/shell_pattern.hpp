#pragma once
// The patterns of `${name#pattern}`, `${name%pattern}` and `${name/pattern/text}`.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::build {

/// A pattern of `*`, `?` and literal characters, as BuildKit's expansion has it: no brackets; `\*`, `\?` and
/// `\\` are literal, `\}` and `\/` lose the backslash, another escape is an error. `*` and `?` do not match a
/// line break.
class ShellPattern {
 public:
  /// Fails with words for the wrong escape. `greedy` stars take as much as they can.
  static Result<ShellPattern> compile(std::string_view pattern, bool greedy);

  /// `value` without what the pattern matches at its start (shortest or longest, as `greedy` says); nothing
  /// when the question is too large to answer (more than 16 million steps).
  std::optional<std::string> without_prefix(std::string_view value) const;
  /// The same for the end.
  std::optional<std::string> without_suffix(std::string_view value) const;
  /// Replaces the first match.
  std::optional<std::string> replace_first(std::string_view value, std::string_view replacement) const;
  /// Replaces all matches; here `$name`, `${name}` and `$$` in the replacement mean what they mean to Go's
  /// regexp package: `$0` is the match, other names are empty.
  std::optional<std::string> replace_all(std::string_view value, std::string_view replacement) const;

 private:
  struct Token {
    enum class Kind { literal, any, star } kind;
    std::string text;
  };
  using Characters = std::vector<std::string_view>;
  /// Finds the first match at or after a position; remembers dead ends, so that a whole scan stays bounded.
  class Search;
  std::vector<Token> tokens_;
  bool greedy_ = false;
};

}  // namespace dockgate::build
