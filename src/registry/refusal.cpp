#include "registry/refusal.hpp"

#include <algorithm>
#include <array>

#include "net/json_internal.hpp"

namespace dockgate::registry {

namespace {

/// distribution-spec, "Error Codes".
constexpr std::array<std::string_view, 14> codes{
    "BLOB_UNKNOWN",          "BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN", "DIGEST_INVALID",
    "MANIFEST_BLOB_UNKNOWN", "MANIFEST_INVALID",    "MANIFEST_UNKNOWN",    "NAME_INVALID",
    "NAME_UNKNOWN",          "SIZE_INVALID",        "UNAUTHORIZED",        "DENIED",
    "UNSUPPORTED",           "TOOMANYREQUESTS"};

std::string code_of(const net::Response& response) {
  const auto json = net::parse_json(response.body);
  const net::Json* errors = json ? net::find(*json, "errors") : nullptr;
  if (errors == nullptr || !errors->is_array() || errors->empty()) return {};
  const std::string code = net::text_at(errors->front(), "code");
  return std::ranges::find(codes, code) == codes.end() ? std::string() : code;
}

std::string words(int status) {
  switch (status) {
    case 401:
      return "it does not take the credentials, or wants some";
    case 403:
      return "these credentials may not read it";
    case 404:
      return "there is no such thing";
    default:
      return "it refuses";
  }
}

}  // namespace

std::string refusal(const net::Response& response) {
  std::string out = std::to_string(response.status) + ", " + words(response.status);
  if (const std::string code = code_of(response); !code.empty()) out += " (" + code + ")";
  return out;
}

}  // namespace dockgate::registry
