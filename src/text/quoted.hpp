#pragma once
// Texts as string literals of JSON.

#include <string>
#include <string_view>

namespace dockgate::text {

/// Adds `text` as a JSON string (RFC 8259), which is a double-quoted YAML scalar too (YAML 1.2,
/// chapter 7.3.1). Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
std::string json_string(std::string_view text);

}  // namespace dockgate::text
