#pragma once
// Whole numbers as texts of the shell write them.

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace dockgate::shell {

/// The number that all of `text` is, with a `-` in front or without a sign; nothing for other texts and for
/// what an int does not hold.
inline std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace dockgate::shell
