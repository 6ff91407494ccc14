// Retries, waits, redirects and the limit on time, against servers that lie.
#include "net/session.hpp"

#include <gtest/gtest.h>

#include "net/scripted.hpp"

namespace dockgate::net {
namespace {

struct Exchange {
  ScriptedTransport transport;
  ScriptedClock clock;
  Session session;
  explicit Exchange(ScriptedTransport::Handler handler, SessionSettings settings = {})
      : transport(std::move(handler)), session(transport, clock, settings) {}
  std::string send(Request request) {
    const auto answer = session.send(request);
    if (!answer) return answer.error().message;
    return std::to_string(answer->response.status) + " from " + host_and_port(answer->from);
  }
  std::string get(const std::string& url) {
    return send({.url = url, .headers = {{"Authorization", "Bearer secret"}, {"Accept", "x"}}});
  }
};

TEST(Session, GivesTheAnswerWhateverItsStatus) {
  for (const int status : {200, 204, 400, 401, 403, 404, 418}) {
    Exchange run([&](const Request&) { return answer(status); });
    EXPECT_EQ(run.get("https://a/x"), std::to_string(status) + " from a");
    EXPECT_EQ(run.transport.requests.size(), 1u);
  }
}

TEST(Session, TriesAgainWithGrowingPauses) {
  int count = 0;
  Exchange run([&](const Request&) { return ++count < 4 ? answer(503) : answer(200); });
  EXPECT_EQ(run.get("https://a/x"), "200 from a");
  EXPECT_EQ(run.clock.slept, (std::vector<std::int64_t>{500, 1000, 2000}));
  Exchange never([&](const Request&) { return answer(502); });
  EXPECT_EQ(never.get("https://a/x"), "`a`: 502, the server behind it does not answer");
  EXPECT_EQ(never.transport.requests.size(), 4u);
}

TEST(Session, WaitsAsLongAsItIsAskedTo) {
  int count = 0;
  Exchange run([&](const Request&) {
    return ++count < 2 ? answer(429, "", {{"retry-after", "7"}}) : answer(200);
  });
  EXPECT_EQ(run.get("https://a/x"), "200 from a");
  EXPECT_EQ(run.clock.slept, (std::vector<std::int64_t>{7000}));
  Exchange day([&](const Request&) { return answer(429, "", {{"Retry-After", "86400"}}); });
  EXPECT_EQ(day.get("https://a/x"),
            "`a`: 429, too many requests; it asks to wait 86400 s, which is more than the time that is left");
  EXPECT_EQ(day.transport.requests.size(), 1u);
  EXPECT_TRUE(day.clock.slept.empty());
}

TEST(Session, BrokenConnectionsAreTriedAgainAndBadCertificatesAreNot) {
  for (const Trouble trouble : {Trouble::connect, Trouble::timeout, Trouble::truncated}) {
    int count = 0;
    Exchange run([&](const Request&) { return ++count < 2 ? failure(trouble) : answer(200); });
    EXPECT_EQ(run.get("https://a/x"), "200 from a");
  }
  for (const Trouble trouble :
       {Trouble::certificate, Trouble::tls, Trouble::resolve, Trouble::too_large, Trouble::proxy}) {
    Exchange run([&](const Request&) { return failure(trouble, "\x1b[31mdetail"); });
    const std::string message = run.get("https://a/x");
    EXPECT_EQ(run.transport.requests.size(), 1u) << message;
    EXPECT_EQ(message.find('\x1b'), std::string::npos);
    EXPECT_NE(message.find("detail"), std::string::npos);
  }
}

TEST(Session, TheTimeOfAllIsBounded) {
  ScriptedClock* clock = nullptr;
  Exchange run(
      [&](const Request& request) {
        clock->now += request.milliseconds;  // as slow as it may be
        return failure(Trouble::timeout);
      },
      {.total_milliseconds = 10'000, .exchange_milliseconds = 4'000});
  clock = &run.clock;
  const std::int64_t before = run.clock.now;
  EXPECT_EQ(run.get("https://a/x"), "`a`: no answer in time");
  EXPECT_LE(run.clock.now - before, 10'000);
  EXPECT_EQ(run.get("https://a/x").find("`a`: no"), 0u);
  EXPECT_LE(run.clock.now - before, 10'000) << "what is asked later has no time of its own";
}

TEST(Session, CredentialsDoNotGoToOtherHosts) {
  Exchange run([&](const Request& request) {
    if (request.url == "https://a/x") return answer(307, "", {{"Location", "/y"}});
    if (request.url == "https://a/y") return answer(302, "", {{"location", "https://cdn.example/z?sig=1"}});
    if (request.url == "https://cdn.example/z?sig=1")
      return answer(302, "", {{"Location", "https://a/back"}});
    return answer(200);
  });
  EXPECT_EQ(run.get("https://a/x"), "200 from a");
  EXPECT_EQ(run.transport.lines(),
            (std::vector<std::string>{"GET https://a/x Bearer secret", "GET https://a/y Bearer secret",
                                      "GET https://cdn.example/z?sig=1", "GET https://a/back"}));
  EXPECT_EQ(find_header(run.transport.requests[2].headers, "Accept"), "x");
  for (const char* other : {"https://a:444/y", "https://a.example/y", "https://b/y"}) {
    Exchange one([&](const Request& request) {
      return request.url == "https://a/x" ? answer(307, "", {{"Location", other}}) : answer(200);
    });
    one.get("https://a/x");
    EXPECT_EQ(one.transport.lines().back(), "GET " + std::string(other));
  }
}

TEST(Session, RedirectsStaySecureAndEnd) {
  const auto redirecting = [](std::string location) {
    return [location = std::move(location)](const Request&) {
      return answer(302, "", {{"Location", location}});
    };
  };
  EXPECT_EQ(Exchange(redirecting("http://a/y")).get("https://a/x"), "`a`: it redirects from https to http");
  EXPECT_EQ(Exchange(redirecting("http://localhost/y")).get("https://a/x"),
            "`a`: it redirects from https to http");
  EXPECT_EQ(Exchange(redirecting("/x")).get("https://a/x"), "`a`: it redirects again and again");
  EXPECT_EQ(Exchange(redirecting("file:///etc/passwd")).get("https://a/x"),
            "`a`: it redirects to an address that cannot be read: the address has to begin with https://");
  EXPECT_EQ(Exchange(redirecting("http://b/y")).get("http://localhost:1/x"),
            "`b`: plain http is only spoken within this machine");
  EXPECT_EQ(Exchange([](const Request&) { return answer(200); }).get("http://a/x"),
            "`a`: plain http is only spoken within this machine");
  EXPECT_EQ(Exchange(redirecting("https://b/"))
                .send({.method = "POST", .url = "https://a/token", .body = "secret"}),
            "`a`: it redirects a request that holds credentials");
  EXPECT_EQ(Exchange([](const Request&) { return answer(302); }).get("https://a/x"), "302 from a")
      << "no Location";
}

TEST(Session, APostIsSentOnce) {
  Exchange run([&](const Request&) { return answer(503); });
  EXPECT_EQ(run.send({.method = "POST", .url = "https://a/token"}), "`a`: 503, not available at the moment");
  EXPECT_EQ(run.transport.requests.size(), 1u);
}

TEST(Session, TheLogHoldsNoQuery) {
  Exchange run([&](const Request&) { return answer(200); });
  std::string log;
  run.session.log = [&](std::string_view line) { log += std::string(line) + "\n"; };
  run.get("https://a/x?token=secret");
  EXPECT_EQ(log, "GET https://a/x 200\n");
}

TEST(RetryAfter, SecondsAndDates) {
  EXPECT_EQ(retry_after("120", 0), 120'000);
  EXPECT_EQ(retry_after(" 0 ", 0), 0);
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784111777 - 30), 30'000);
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784111777 + 30), 0);
  for (const char* wrong :
       {"", "-1", "1.5", "soon", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT"})
    EXPECT_EQ(retry_after(wrong, 0), -1) << wrong;
  EXPECT_GT(retry_after("999999999999999999", 0), 0) << "no overflow";
}

}  // namespace
}  // namespace dockgate::net
