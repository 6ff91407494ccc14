#pragma once
// Regular expressions of rules, by RE2: linear in the text whatever the pattern.

#include <memory>
#include <string>
#include <string_view>

#include <dockgate/text.hpp>

namespace dockgate::policy {

/// What RE2 has against `pattern`, or nothing.
std::optional<std::string> regex_complaint(std::string_view pattern);

/// Patterns, each compiled when something is first looked for with it. Safe to use from several threads.
class Regexes {
 public:
  Regexes();
  ~Regexes();
  Regexes(const Regexes&) = delete;
  Regexes& operator=(const Regexes&) = delete;

  class Compiled;
  /// `pattern`, ready to use; it lives as long as this object.
  const Compiled& get(std::string_view pattern) const;
  /// Whether the pattern is found anywhere in `text`. A pattern that RE2 refuses is never found.
  static bool found(const Compiled& regex, std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dockgate::policy
