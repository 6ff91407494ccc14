#include <algorithm>
#include <limits>

#include "lsp/json_internal.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

std::uint32_t count_from(const Json* json, const char* name) {
  const Json* number = json == nullptr ? nullptr : find(*json, name);
  if (number == nullptr || !number->is_number())
    throw RequestError{invalid_params, "a position has no number"};
  constexpr auto most = std::numeric_limits<std::int32_t>::max();  // the protocol's uinteger
  if (number->is_number_unsigned())
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number->get<std::uint64_t>(), most));
  if (number->is_number_integer()) return 0;  // negative
  const auto value = number->get<double>();
  return value > 0 ? static_cast<std::uint32_t>(std::min<double>(value, most)) : 0;
}

}  // namespace

const Json* find(const Json& json, std::string_view name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(std::string(name));
  return found == json.end() ? nullptr : &*found;
}

const Json* find_path(const Json& json, std::string_view path) {
  const Json* at = &json;
  for (const std::string_view name : text::split(path, '.')) {
    at = find(*at, name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string text_at(const Json& json, std::string_view path) {
  const Json* value = find_path(json, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

bool flag_at(const Json& json, std::string_view path) {
  const Json* value = find_path(json, path);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::optional<std::int64_t> number_at(const Json& json, std::string_view path) {
  const Json* value = find_path(json, path);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  return value->get<std::int64_t>();
}

EditorPosition position_from(const Json* json) {
  return {count_from(json, "line"), count_from(json, "character")};
}

EditorRange range_from(const Json* json) {
  if (json == nullptr) throw RequestError{invalid_params, "no range"};
  return {position_from(find(*json, "start")), position_from(find(*json, "end"))};
}

Json to_json(EditorPosition position) {
  return {{"line", position.line}, {"character", position.character}};
}

Json to_json(EditorRange range) {
  return {{"start", to_json(range.begin)}, {"end", to_json(range.end)}};
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dockgate::lsp
