#pragma once
// A transport that answers as a test says, and a clock that only runs when somebody sleeps.

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "net/http.hpp"

namespace dockgate::net {

class ScriptedTransport final : public Transport {
 public:
  using Answer = Result<Response, Failure>;
  using Handler = std::function<Answer(const Request&)>;
  explicit ScriptedTransport(Handler handler) : handler_(std::move(handler)) {}

  Answer exchange(const Request& request) override {
    requests.push_back(request);
    return handler_(request);
  }
  /// "GET https://…" of each exchange, with what stands in Authorization.
  std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (const Request& request : requests) {
      const std::string_view authorization = find_header(request.headers, "Authorization");
      out.push_back(request.method + " " + request.url +
                    (authorization.empty() ? "" : " " + std::string(authorization)));
    }
    return out;
  }

  std::vector<Request> requests;

 private:
  Handler handler_;
};

class ScriptedClock final : public Clock {
 public:
  std::int64_t milliseconds() override { return now; }
  std::int64_t seconds() override { return now / 1000; }
  void sleep(std::int64_t time) override {
    now += time;
    slept.push_back(time);
  }
  std::int64_t now = 1'000'000'000'000;
  std::vector<std::int64_t> slept;
};

inline ScriptedTransport::Answer answer(int status, std::string body = {}, Headers headers = {}) {
  return Response{status, std::move(headers), std::move(body)};
}
inline ScriptedTransport::Answer failure(Trouble trouble, std::string detail = {}) {
  return ScriptedTransport::Answer::failure({trouble, std::move(detail)});
}

}  // namespace dockgate::net
