#include "yaml/node.hpp"

#include <charconv>

namespace dockgate::yaml {

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name.scalar == key) return &value;
  }
  return nullptr;
}

std::optional<bool> Node::boolean() const {
  if (!is_scalar() || quoted) return std::nullopt;
  if (scalar == "true" || scalar == "True" || scalar == "TRUE") return true;
  if (scalar == "false" || scalar == "False" || scalar == "FALSE") return false;
  return std::nullopt;
}

// YAML 1.2.2 section 10.3.2: decimal (leading zeros are decimal too), 0o octal, 0x hexadecimal.
std::optional<long long> Node::integer() const {
  if (!is_scalar() || quoted) return std::nullopt;
  std::string_view digits = scalar;
  int base = 10;
  if (digits.starts_with("0o")) {
    base = 8;
    digits.remove_prefix(2);
  } else if (digits.starts_with("0x")) {
    base = 16;
    digits.remove_prefix(2);
  } else if (digits.starts_with("+") && !digits.starts_with("+-")) {
    digits.remove_prefix(1);
  }
  if (base != 10 && digits.starts_with("-")) return std::nullopt;
  long long value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace dockgate::yaml
