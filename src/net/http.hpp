#pragma once
// HTTP as values, and the one way in which they reach a network: a transport that is handed in. Nothing of
// the library opens a socket.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::net {

/// Names and values, in order. Names are compared without regard to case.
using Headers = std::vector<std::pair<std::string, std::string>>;
/// The first header of that name; "" where there is none.
std::string_view find_header(const Headers& headers, std::string_view name);

struct Request {
  std::string method = "GET";  // GET, HEAD, POST
  std::string url = {};        // as net::to_string(Url) gives it
  Headers headers = {};
  std::string body = {};
  std::uint64_t most_bytes = 4u << 20;  // of the answer's body
  std::int64_t milliseconds = 60'000;   // for the whole exchange, the look-up of the name included
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;
};

/// Why there was no answer.
enum class Trouble { resolve, connect, certificate, tls, proxy, timeout, too_large, truncated, other };
struct Failure {
  Trouble trouble = Trouble::other;
  std::string detail;  // in words, may be ""
};

/// One exchange, without redirects, retries and credentials of its own. A status of 400 and above is an
/// answer. An answer above `most_bytes` is a failure, and so is one that ends before its length.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Result<Response, Failure> exchange(const Request& request) = 0;
};

/// Time, for those who may ask: tests let it run as they like.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Runs only forward; from anywhere.
  virtual std::int64_t milliseconds() = 0;
  /// Seconds since 1970, UTC.
  virtual std::int64_t seconds() = 0;
  virtual void sleep(std::int64_t milliseconds) = 0;
};

}  // namespace dockgate::net
