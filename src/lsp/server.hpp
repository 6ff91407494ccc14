#pragma once
// A session that runs: bytes in, bytes out, a thread for the state and one for judging.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "lsp/frames.hpp"
#include "lsp/session.hpp"
#include "lsp/worker.hpp"

namespace dockgate::lsp {

class Server {
 public:
  /// `write` gets whole messages for the client, from a thread of the server.
  Server(Host host, std::function<void(std::string_view)> write);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Bytes from the client, in pieces of any size.
  void feed(std::string bytes);
  /// The client has closed its end.
  void end();
  /// The exit code once the server has stopped.
  std::optional<int> exit_code() const;
  /// Waits for that.
  int wait();

 private:
  struct Event {
    std::string bytes;
    std::optional<std::pair<std::size_t, Outcome>> outcome;
    bool end = false;
  };
  void post(Event event);
  bool has_events() const;
  void run();
  void write_output();
  void handle(Event& event);

  std::function<void(std::string_view)> write_;
  Session session_;
  FrameReader frames_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Event> events_;
  std::optional<int> exit_code_;
  Worker worker_;
  std::thread thread_;
};

}  // namespace dockgate::lsp
