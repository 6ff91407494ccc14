#include "lsp/uri.hpp"

#include "text/ascii.hpp"
#include "text/percent.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

constexpr std::string_view scheme = "file://";

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || text::hex_value(text[i + 1]) < 0 || text::hex_value(text[i + 2]) < 0)
      return std::nullopt;
    out += static_cast<char>(text::hex_value(text[i + 1]) * 16 + text::hex_value(text[i + 2]));
    i += 2;
  }
  if (out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

bool is_drive(std::string_view path) {
  return path.size() >= 2 && path[1] == ':' && text::is_letter(path[0]);
}

}  // namespace

std::optional<std::string> path_of(std::string_view uri) {
  if (uri.size() < scheme.size() || !text::equal_ignoring_case(uri.substr(0, scheme.size()), scheme))
    return std::nullopt;
  uri.remove_prefix(scheme.size());
  if (uri.starts_with("localhost/")) uri.remove_prefix(9);
  if (!uri.starts_with('/')) return std::nullopt;
  uri = uri.substr(0, uri.find_first_of("?#"));
  auto path = unescaped(uri);
  if (!path) return std::nullopt;
  if (is_drive(std::string_view(*path).substr(1))) path->erase(0, 1);
  while (path->size() > 1 && path->ends_with('/')) path->pop_back();
  return path;
}

std::string uri_of(std::string_view path) {
  return std::string(scheme) + (path.starts_with('/') ? "" : "/") + text::percent_encoded(path, true);
}

std::string normal_uri(std::string_view uri) {
  if (const auto path = path_of(uri)) return uri_of(*path);
  return std::string(uri);
}

}  // namespace dockgate::lsp
