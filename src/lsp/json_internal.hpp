#pragma once
// JSON values of the protocol, read without trust in their shape.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "lsp/document.hpp"
#include "lsp/encoding.hpp"

namespace dockgate::lsp {

using Json = nlohmann::json;

/// Codes of JSON-RPC 2.0 and of the protocol's ResponseError.
enum ErrorCode : int {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  server_not_initialized = -32002,
  request_cancelled = -32800,
  content_modified = -32801,
  request_failed = -32803,
};

/// Why a request cannot be answered.
struct RequestError {
  int code = invalid_params;
  std::string message;
};

/// The member `name` of an object; null when there is none, or `json` is no object.
const Json* find(const Json& json, std::string_view name);
/// The same along a path of names parted by `.`.
const Json* find_path(const Json& json, std::string_view path);
/// "" when it is missing or no string.
std::string text_at(const Json& json, std::string_view path);
/// False when it is missing or no boolean.
bool flag_at(const Json& json, std::string_view path);
std::optional<std::int64_t> number_at(const Json& json, std::string_view path);

/// Throw RequestError when `json` is no such thing. Numbers out of bounds are cut to them.
EditorPosition position_from(const Json* json);
EditorRange range_from(const Json* json);

Json to_json(EditorPosition position);
Json to_json(EditorRange range);

/// One line; bytes that are not UTF-8 become U+FFFD.
std::string dump(const Json& json);

}  // namespace dockgate::lsp
