#pragma once
// JSON out of answers that may lie: never throws, and what nests too deeply is left out.

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace dockgate::net {

using Json = nlohmann::json;

/// Nothing for a text that is no JSON.
inline std::optional<Json> parse_json(std::string_view text) {
  constexpr int deepest = 32;
  const auto keep = [](int depth, Json::parse_event_t event, Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    return !opens || depth < deepest;
  };
  Json out = Json::parse(text, keep, false);
  if (out.is_discarded()) return std::nullopt;
  return out;
}

/// The text under `key`; "" where `json` is no object, or holds something else there.
inline std::string text_at(const Json& json, std::string_view key) {
  if (!json.is_object()) return {};
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The value under `key`, or null.
inline const Json* find(const Json& json, std::string_view key) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(key);
  return found == json.end() ? nullptr : &*found;
}

/// The whole number that is not negative under `key`; nothing where there is none.
inline std::optional<std::uint64_t> number_at(const Json& json, std::string_view key) {
  const Json* value = find(json, key);
  if (value == nullptr || !value->is_number_unsigned()) return std::nullopt;
  return value->get<std::uint64_t>();
}

}  // namespace dockgate::net
