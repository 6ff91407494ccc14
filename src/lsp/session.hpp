#pragma once
// The server between its streams: messages in, messages out, and work for whoever judges. One thread calls
// it.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lsp/project.hpp"

namespace dockgate::lsp {

/// What the server asks of the program around it, since the library knows neither disk nor clock.
struct Host {
  /// The folder `folder` (absolute) as a tree whose paths are shown from there.
  std::function<std::shared_ptr<const FileTree>(const std::string& folder)> open_folder;
  std::function<std::string()> today;                               // 2026-12-31
  std::function<std::string(const std::string& folder)> branch_of;  // "" = not known
  std::string version;
};

/// A folder whose state changed, for its Project.
struct Job {
  std::size_t root = 0;                  // names the Project; they are never reused
  std::shared_ptr<const FileTree> disk;  // of the folder
  Update update;
  bool closed = false;  // the folder was closed: forget its Project
};

class Session {
 public:
  explicit Session(Host host);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Takes the content of one message, whatever it is. False when it was no JSON at all.
  bool receive(const std::string& content);
  /// Takes a result of the Project `root`, and says what it has of open documents.
  void judged(std::size_t root, Outcome outcome);
  /// Says what the latest results have of all other files, or of some where `interrupted` says that there is
  /// something else to do: of the others it is said the next time.
  void publish_rest(const std::function<bool()>& interrupted = {});
  /// The contents of messages to the client, in order.
  std::vector<std::string> take_output();
  /// What is to be judged since the last call; for each folder at most one.
  std::vector<Job> take_jobs();
  /// Results that newer ones have replaced, for whoever has the time to free them.
  std::vector<Outcome> take_spent();
  /// Set by `exit`: 0 after `shutdown`, else 1.
  std::optional<int> exit_code() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace dockgate::lsp
