#pragma once
// The one place that opens sockets: libcurl, loaded when a command asks for the network and not before.

#include <memory>
#include <string>

#include "net/http.hpp"

namespace dockgate::cli {

struct CurlSettings {
  std::string ca_file;  // certificates that are trusted in place of the system's; "" = the system's
  std::string version;  // of this program, for its name in requests
};

/// Fails when libcurl is not there. Proxies are those of the environment (https_proxy, no_proxy), as libcurl
/// reads them. TLS 1.2 and later, certificates checked; no redirects, cookies, .netrc or compression.
Result<std::unique_ptr<net::Transport>> curl_transport(CurlSettings settings);

}  // namespace dockgate::cli
