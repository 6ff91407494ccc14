#pragma once
// From single exchanges to answers: retries, waits that a server asks for, redirects, and one limit on the
// time of all.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "net/url.hpp"

namespace dockgate::net {

struct SessionSettings {
  std::int64_t total_milliseconds = 300'000;    // for everything the session does
  std::int64_t exchange_milliseconds = 60'000;  // for one exchange
  int attempts = 4;                             // of one request
  int redirects = 5;                            // that one request follows
};

/// What a user is told when there is no answer that serves.
struct Mishap {
  std::string message;  // lower case, no final period; names the host, never a secret
  int status = 0;       // of the answer, where there was one
};

struct Answer {
  Response response;
  Url from;  // who answered, after redirects
};

/// A run against servers that may be slow, lie or break. Not for several threads.
class Session {
 public:
  Session(Transport& transport, Clock& clock, SessionSettings settings = {});

  /// The answer of the server, whatever its status but those that mean "later" (429, 500, 502, 503, 504).
  /// These, broken connections and time-outs are tried again, after the wait that the server asks for or a
  /// growing one; POST is sent once. Redirects are followed, to https only (http where it stays within this
  /// machine); `Authorization` does not go to another scheme, host or port, and a POST follows none.
  Result<Answer, Mishap> send(const Request& request);

  Clock& clock() { return clock_; }
  /// Told one line for each exchange: method, address without its query, status.
  std::function<void(std::string_view)> log;

 private:
  Result<Response, Mishap> attempt(Request request, const Url& url);
  /// Nothing when the wait fits in the time that is left; it has been waited for then.
  bool wait(std::int64_t milliseconds);
  std::int64_t left();

  Transport& transport_;
  Clock& clock_;
  SessionSettings settings_;
  std::int64_t end_;
};

/// What `Retry-After` asks for, in milliseconds: seconds, or a date of HTTP. Negative where it is not there
/// or cannot be read. `now` in seconds since 1970.
std::int64_t retry_after(std::string_view value, std::int64_t now);

}  // namespace dockgate::net
