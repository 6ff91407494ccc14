#include "lsp/server.hpp"

namespace dockgate::lsp {

Server::Server(Host host, std::function<void(std::string_view)> write)
    : write_(std::move(write)),
      session_(std::move(host)),
      worker_([this](std::size_t root, Outcome outcome) {
        post({{}, std::pair(root, std::move(outcome)), false});
      }),
      thread_([this] { run(); }) {}

Server::~Server() {
  end();
  if (thread_.joinable()) thread_.join();
}

void Server::post(Event event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  changed_.notify_all();
}

bool Server::has_events() const {
  const std::lock_guard lock(mutex_);
  return !events_.empty();
}

void Server::feed(std::string bytes) {
  post({std::move(bytes), std::nullopt, false});
}

void Server::end() {
  post({{}, std::nullopt, true});
}

std::optional<int> Server::exit_code() const {
  const std::lock_guard lock(mutex_);
  return exit_code_;
}

int Server::wait() {
  if (thread_.joinable()) thread_.join();
  return exit_code().value_or(1);
}

void Server::handle(Event& event) {
  if (event.outcome) session_.judged(event.outcome->first, std::move(event.outcome->second));
  if (event.bytes.empty()) return;
  frames_.feed(event.bytes);
  while (!session_.exit_code()) {
    const auto content = frames_.next();
    if (!content) break;
    if (!session_.receive(*content)) frames_.recover(*content);
  }
}

void Server::write_output() {
  std::string out;
  for (const std::string& message : session_.take_output()) out += framed(message);
  if (!out.empty()) write_(out);
}

void Server::run() {
  bool ended = false;
  while (!ended && !session_.exit_code()) {
    std::vector<Event> events;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !events_.empty(); });
      events.swap(events_);
    }
    // All that has come is taken in before anything is judged: of several versions the last.
    for (Event& event : events) {
      handle(event);
      ended = ended || event.end;
    }
    worker_.post(session_.take_jobs());
    write_output();
    // Who types on waits for what is said of the text that he types in: other files come when there is time.
    session_.publish_rest([this] { return has_events(); });
    write_output();
    worker_.free_later(session_.take_spent());
  }
  const std::lock_guard lock(mutex_);
  // A client that goes without a word has not shut the server down.
  exit_code_ = session_.exit_code().value_or(1);
}

}  // namespace dockgate::lsp
