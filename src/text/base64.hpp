#pragma once
// Base64 (RFC 4648, sections 4 and 5).

#include <optional>
#include <string>
#include <string_view>

namespace dockgate::text {

/// The bytes of `text` in either alphabet, with or without padding; line ends are left out. Nothing for other
/// characters and for a length that no bytes have.
std::optional<std::string> decode_base64(std::string_view text);

/// `bytes` in the usual alphabet, with padding.
std::string encode_base64(std::string_view bytes);

}  // namespace dockgate::text
