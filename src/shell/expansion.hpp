#pragma once
// The inside of `${…}` and of `$'…'`, as pure functions on text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dockgate::shell {

/// `NAME`, `!NAME`, `#NAME`, `NAME[index]` and an operation with its word.
struct Braces {
  char prefix = '\0';          // `!` or `#`
  std::string_view name;       // "" when this is no expansion
  std::string_view index;      // between [ ]
  std::string_view operation;  // ":-", "-", ":=", "##", "//", ":", "^^" …
  std::string_view word;       // what stands behind it; a view into the given text
};
Braces split_braces(std::string_view body);

/// Applies `#`, `##`, `%`, `%%`, `/`, `//`, `:`, `^`, `^^`, `,`, `,,` (bash manual, 3.5.3). Patterns with
/// classes or extended globs, and what is too long, give nothing.
std::optional<std::string> apply_operation(const std::string& value, std::string_view operation,
                                           std::string_view word);

/// Bytes of the escape at the start of `text`, which begins with a backslash and has at least two bytes.
std::uint32_t ansi_c_length(std::string_view text);
/// What that escape (exactly) stands for: bash manual, 3.1.2.4. Unknown escapes stand for themselves.
std::string ansi_c_value(std::string_view escape);

/// Whether the shell pattern of `*`, `?` and literal characters fits all of `text`; `*` crosses slashes.
bool pattern_matches(std::string_view pattern, std::string_view text);

}  // namespace dockgate::shell
