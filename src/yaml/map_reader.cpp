#include <algorithm>

#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::yaml {

MapReader::MapReader(const Node& node, std::string what, std::vector<Problem>& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {
  if (!node_.is_map()) complain(node_.at, what_ + " has to be a map of keys and values");
}

const Node* MapReader::find(std::string_view key) {
  known_.emplace_back(key);
  return node_.find(key);
}

const Node* MapReader::optional(std::string_view key) {
  const Node* value = find(key);
  return value && !value->is_null() ? value : nullptr;
}

const Node* MapReader::required(std::string_view key) {
  const Node* value = optional(key);
  if (!value && node_.is_map()) complain(node_.at, what_ + " lacks the key `" + std::string(key) + "`");
  return value;
}

std::string MapReader::text(std::string_view key, std::string fallback) {
  const Node* value = optional(key);
  if (!value) return fallback;
  if (value->is_scalar()) return value->scalar;
  complain(value->at, "`" + std::string(key) + "` of " + what_ + " has to be text");
  return fallback;
}

std::span<const Node> MapReader::required_items(std::string_view key) {
  const Node* value = required(key);
  if (!value) return {};
  if (value->is_sequence()) return value->items;
  complain(value->at, "`" + std::string(key) + "` of " + what_ + " has to be a list");
  return {};
}

std::string MapReader::required_text(std::string_view key) {
  return required(key) ? text(key) : std::string();
}

bool MapReader::boolean(std::string_view key, bool fallback) {
  const Node* value = optional(key);
  if (!value) return fallback;
  const auto result = value->boolean();
  if (!result) complain(value->at, "`" + std::string(key) + "` of " + what_ + " has to be true or false");
  return result.value_or(fallback);
}

std::optional<long long> MapReader::integer(std::string_view key) {
  const Node* value = optional(key);
  if (!value) return std::nullopt;
  const auto result = value->integer();
  if (!result) complain(value->at, "`" + std::string(key) + "` of " + what_ + " has to be a whole number");
  return result;
}

std::vector<const Node*> MapReader::scalars(std::string_view key) {
  std::vector<const Node*> result;
  const Node* value = optional(key);
  if (!value) return result;
  if (value->is_scalar()) return {value};
  const bool right = value->is_sequence() && std::ranges::all_of(value->items, &Node::is_scalar);
  if (!right) {
    complain(value->at, "`" + std::string(key) + "` of " + what_ + " has to be a list of texts");
    return result;
  }
  for (const Node& item : value->items) result.push_back(&item);
  return result;
}

std::vector<std::string> MapReader::texts(std::string_view key) {
  std::vector<std::string> result;
  for (const Node* item : scalars(key)) result.push_back(item->scalar);
  return result;
}

void MapReader::finish() {
  const std::vector<std::string_view> known(known_.begin(), known_.end());
  for (const auto& [key, value] : node_.entries) {
    if (std::ranges::find(known, key.scalar) != known.end()) continue;
    complain(key.at, text::with_hint("unknown key `" + key.scalar + "` in " + what_, key.scalar, known));
  }
}

}  // namespace dockgate::yaml
