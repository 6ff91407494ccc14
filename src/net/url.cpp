#include "net/url.hpp"

#include <algorithm>
#include <charconv>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::net {

namespace {

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  if (host.front() == '[') {
    return host.size() > 3 && host.back() == ']' &&
           std::ranges::all_of(host.substr(1, host.size() - 2),
                               [](char c) { return text::is_lower_hex_digit(c) || c == ':' || c == '.'; });
  }
  return std::ranges::all_of(host, [](char c) { return text::is_word(c) || c == '-' || c == '.'; });
}

/// Visible ASCII that may stand in a path or query as it is; `\` and the like are where readers differ.
bool is_clean(std::string_view text) {
  constexpr std::string_view others = "-._~!$&'()*+,;=:@/?%";
  return std::ranges::all_of(
      text, [&](char c) { return text::is_letter_or_digit(c) || others.find(c) != std::string_view::npos; });
}

/// `path` without `.` and `..`, RFC 3986 section 5.2.4.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  bool folder = false;
  for (const std::string_view part : text::split(path.substr(1), '/')) {
    folder = part == "." || part == "..";
    if (part == ".." && !kept.empty()) kept.pop_back();
    if (!folder) kept.push_back(part);
  }
  std::string out;
  for (const std::string_view part : kept) out.append("/").append(part);
  if (folder || out.empty()) out += '/';
  return out;
}

int port_of(const Url& url) {
  return url.port != 0 ? url.port : url.scheme == "https" ? 443 : 80;
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  using Read = Result<Url>;
  Url out;
  const std::size_t colon = text.find("://");
  out.scheme = text::lower(text.substr(0, colon));
  if (colon == std::string_view::npos || (out.scheme != "https" && out.scheme != "http"))
    return Read::failure("the address has to begin with https://");
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(end);
  if (authority.find('@') != std::string_view::npos)
    return Read::failure("the address holds a user name or password");
  const std::size_t bracket = authority.rfind(']');
  const std::size_t port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  out.host = text::lower(authority.substr(0, port));
  if (!is_host(out.host)) return Read::failure("the address has no host that can be read");
  if (port != std::string_view::npos) {
    const std::string_view digits = authority.substr(port + 1);
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (error != std::errc() || stop != digits.data() + digits.size() || out.port < 1 || out.port > 65535)
      return Read::failure("the port is no number from 1 to 65535");
  }
  const std::size_t question = std::min(rest.find('?'), rest.size());
  out.path = question == 0 ? "/" : std::string(rest.substr(0, question));
  if (question < rest.size()) out.query = rest.substr(question + 1);
  if (!is_clean(out.path) || !is_clean(out.query))
    return Read::failure("the address holds characters that do not belong");
  return out;
}

std::string host_and_port(const Url& url) {
  const bool usual = port_of(url) == (url.scheme == "https" ? 443 : 80);
  return usual ? url.host : url.host + ":" + std::to_string(url.port);
}

std::string shown(const Url& url) {
  return url.scheme + "://" + host_and_port(url) + url.path;
}

std::string to_string(const Url& url) {
  return shown(url) + (url.query.empty() ? "" : "?" + url.query);
}

bool same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.host == b.host && port_of(a) == port_of(b);
}

Result<Url> resolve(const Url& base, std::string_view location) {
  const std::size_t colon = location.find(':');
  const bool absolute = colon != std::string_view::npos && colon < location.find_first_of("/?#");
  if (absolute) return parse_url(location);
  if (location.starts_with("//")) return parse_url(base.scheme + ":" + std::string(location));
  std::string path(location.substr(0, location.find('#')));
  if (path.starts_with('?')) {
    path = base.path + path;
  } else if (!path.starts_with('/')) {
    path = base.path.substr(0, base.path.rfind('/') + 1) + path;
  }
  auto out = parse_url(base.scheme + "://" + host_and_port(base) + path);
  if (out) out->path = without_dots(out->path);
  return out;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  const auto parts = text::split(host, '.');
  return parts.size() == 4 && parts[0] == "127" && std::ranges::all_of(parts, [](std::string_view part) {
           return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, text::is_digit);
         });
}

bool is_private(const Url& url) {
  return url.scheme == "https" || is_loopback(url.host);
}

}  // namespace dockgate::net
