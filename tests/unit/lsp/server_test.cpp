// The server with its threads: bytes in, bytes out.
#include "lsp/server.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>

#include <gtest/gtest.h>

#include "lsp/json_internal.hpp"
#include "lsp/worker.hpp"
#include "text/file_trees.hpp"

namespace dockgate::lsp {
namespace {

class Client {
 public:
  Client() : server_(host(), [this](std::string_view bytes) { take(bytes); }) {}

  void send_bytes(std::string bytes) { server_.feed(std::move(bytes)); }
  void send(const Json& message) { send_bytes(framed(dump(message))); }
  void request(int id, const std::string& method, const Json& params = Json::object()) {
    send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}});
  }
  void notify(const std::string& method, const Json& params = Json::object()) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
  }
  void change(int version, const std::string& text) {
    notify("textDocument/didChange",
           {{"textDocument", {{"uri", "file:///w/Dockerfile"}, {"version", version}}},
            {"contentChanges", {{{"text", text}}}}});
  }
  /// The first message that `fits`, waiting for it; null when none comes.
  template <typename Fits>
  Json wait(Fits fits) {
    std::unique_lock lock(mutex_);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (true) {
      for (; seen_ < messages_.size(); ++seen_) {
        if (fits(messages_[seen_])) return messages_[seen_++];
      }
      if (come_.wait_until(lock, until) == std::cv_status::timeout) return nullptr;
    }
  }
  Json answer(int id) {
    return wait([&](const Json& m) { return !m.contains("method") && m.value("id", Json()) == id; });
  }
  Json pushed(int version) {
    return wait([&](const Json& m) {
      return m.value("method", "") == "textDocument/publishDiagnostics" &&
             m["params"].value("version", 0) == version;
    });
  }
  Server& server() { return server_; }

 private:
  static Host host() {
    Host out;
    out.open_folder = [](const std::string&) { return text::memory_files({}); };
    out.today = [] { return std::string("2026-11-24"); };
    out.branch_of = [](const std::string&) { return std::string(); };
    return out;
  }
  void take(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    frames_.feed(bytes);
    while (auto content = frames_.next()) messages_.push_back(Json::parse(*content));
    come_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable come_;
  FrameReader frames_;
  std::vector<Json> messages_;
  std::size_t seen_ = 0;
  Server server_;
};

void start(Client& client) {
  client.request(1, "initialize", {{"capabilities", Json::object()}, {"rootUri", "file:///w"}});
  EXPECT_FALSE(client.answer(1).is_null());
  client.notify("initialized");
  client.notify("textDocument/didOpen", {{"textDocument",
                                          {{"uri", "file:///w/Dockerfile"},
                                           {"languageId", "dockerfile"},
                                           {"version", 1},
                                           {"text", "FROM python:3.12\n"}}}});
}

TEST(Server, JudgesTheLastVersion) {
  Client client;
  start(client);
  EXPECT_FALSE(client.pushed(1).is_null());
  for (int version = 2; version <= 200; ++version)
    client.change(version, "FROM python:3." + std::to_string(version) + "\n");
  const Json last = client.pushed(200);
  ASSERT_FALSE(last.is_null());
  EXPECT_NE(last.dump().find("python:3.200"), std::string::npos);
  client.request(2, "shutdown");
  EXPECT_FALSE(client.answer(2).is_null());
  client.notify("exit");
  EXPECT_EQ(client.server().wait(), 0);
}

TEST(Server, GoesOnAfterWrongBytes) {
  Client client;
  start(client);
  const std::string change = framed(R"({"jsonrpc":"2.0","id":5,"method":"no/such"})");
  client.send_bytes("Content-Length: 9999999999999\r\n\r\nrubbish");
  client.send_bytes("Content-Length: 5\r\n\r\n{\"a\":" + change);
  EXPECT_EQ(client.answer(5)["error"]["code"], method_not_found);
  client.send_bytes("Content-Length: " + std::to_string(10 + change.size()) + "\r\n\r\n{nonsense}" + change);
  EXPECT_EQ(client.answer(5)["error"]["code"], method_not_found);
  client.change(2, "FROM x\n");
  EXPECT_FALSE(client.pushed(2).is_null());
}

TEST(Server, StopsWhenTheClientGoes) {
  Client client;
  start(client);
  client.server().end();
  EXPECT_EQ(client.server().wait(), 1);
}

TEST(Server, StopsWhileItJudges) {
  for (int i = 0; i < 20; ++i) {
    Client client;
    start(client);
    client.change(2, "FROM a\nRUN " + std::string(20000, 'x') + "\n");
  }
}

TEST(Worker, FreesWhatIsReplacedThoughItIsAlwaysBusy) {
  constexpr std::uint64_t rounds = 8;
  const auto disk = text::memory_files({{"Dockerfile", "FROM a\n"}});
  const auto job = [&](std::uint64_t revision) {
    Job out{1, disk, {}, false};
    out.update.revision = revision;
    out.update.texts = std::make_shared<const Texts>();
    out.update.settings = std::make_shared<const JudgeSettings>();
    out.update.anew = true;
    out.update.today = "2026-11-24";
    return std::vector<Job>{out};
  };
  std::vector<std::weak_ptr<const LintResult>> replaced;
  long most = 0;  // that were kept at one time
  bool ended = false;
  std::promise<void> done;
  Worker* worker = nullptr;
  Worker one([&](std::size_t, Outcome outcome) {
    if (ended) return;
    most = std::max(most, std::ranges::count_if(replaced, [](const auto& one) { return !one.expired(); }));
    ended = outcome.revision == rounds;
    if (ended) return done.set_value();
    std::vector<Outcome> spent(1);
    spent[0].result = std::make_shared<const LintResult>();
    replaced.emplace_back(spent[0].result);
    worker->free_later(std::move(spent));
    worker->post(job(outcome.revision + 1));  // before it comes to rest
  });
  worker = &one;
  one.post(job(1));
  done.get_future().wait();
  EXPECT_GE(replaced.size(), rounds - 1);
  EXPECT_LE(most, 2);
}

}  // namespace
}  // namespace dockgate::lsp
