#pragma once
// The thread that judges, so that nobody who types waits for it.

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "lsp/project.hpp"
#include "lsp/session.hpp"

namespace dockgate::lsp {

/// Takes the states of folders and gives back what is found in them. A newer state of a folder replaces one
/// that has not been begun; builds of an older state that were not judged by then are not judged for it.
class Worker {
 public:
  /// `give` is called from the worker's thread.
  explicit Worker(std::function<void(std::size_t root, Outcome outcome)> give);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  void post(std::vector<Job> jobs);
  /// Frees results after the next build that is judged, or at once; the thread that made them does so best.
  void free_later(std::vector<Outcome> spent);

 private:
  struct Entry {
    std::unique_ptr<Project> project;
    bool news = false;  // since the last outcome
    std::chrono::steady_clock::time_point told;
  };
  void run();
  void free_spent();
  bool take_jobs(bool wait);
  bool work();
  void tell(std::size_t root, Entry& entry);

  std::function<void(std::size_t, Outcome)> give_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, Job> posted_;
  std::vector<Outcome> spent_;
  bool stopped_ = false;
  std::map<std::size_t, Entry> entries_;  // of the thread alone
  std::thread thread_;
};

}  // namespace dockgate::lsp
