#include "lint/shard.hpp"

#include <charconv>
#include <cstdint>

#include "lint/judge.hpp"

namespace dockgate::lint {

namespace {

constexpr std::size_t most_shards = 65'536;

/// FNV-1a, which is the same everywhere.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t value = 14695981039346656037U;
  for (const char byte : text) value = (value ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  return value;
}

std::optional<std::size_t> read_number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Shard> read_shard(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto number = read_number(text.substr(0, slash));
  const auto of = read_number(text.substr(slash + 1));
  if (!number || !of || *number < 1 || *number > *of || *of > most_shards) return std::nullopt;
  return Shard{*number, *of};
}

void keep_shard(std::vector<LintInput>& inputs, const Shard& shard) {
  std::erase_if(inputs, [&](const LintInput& input) {
    return hash_of(shown_path(input)) % shard.of != shard.number - 1;
  });
}

}  // namespace dockgate::lint
