#pragma once
// Addresses, read more strictly than RFC 3986 has them: what is sent is put together again from the parts, so
// that no two readers can take one text for two hosts.

#include <string>
#include <string_view>

#include <dockgate/text.hpp>

namespace dockgate::net {

struct Url {
  std::string scheme;  // https or http
  std::string host;    // lower case; an IPv6 address in brackets
  int port = 0;        // 0: that of the scheme
  std::string path = "/";
  std::string query;  // without `?`
};

/// Reads an absolute address. Fails on user names in it, on other schemes, and on characters that have to be
/// encoded. A fragment is dropped.
Result<Url> parse_url(std::string_view text);
std::string to_string(const Url& url);
/// Without query, which may hold secrets: what a user may see.
std::string shown(const Url& url);
/// "registry.example.com:5000"; the port only where it is not that of the scheme.
std::string host_and_port(const Url& url);
/// Whether both have the same scheme, host and port.
bool same_origin(const Url& a, const Url& b);
/// The address that `location` (absolute or relative) means within `base`.
Result<Url> resolve(const Url& base, std::string_view location);

/// Whether `host` is this machine by its name: localhost, 127.0.0.0/8, [::1].
bool is_loopback(std::string_view host);
/// Whether what is sent there stays between the two: https, or http within this machine.
bool is_private(const Url& url);

}  // namespace dockgate::net
