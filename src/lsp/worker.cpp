#include "lsp/worker.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace dockgate::lsp {

namespace {

using Clock = std::chrono::steady_clock;
/// How often a long run says how far it is.
constexpr auto progress_interval = std::chrono::milliseconds(500);

}  // namespace

Worker::Worker(std::function<void(std::size_t, Outcome)> give)
    : give_(std::move(give)), thread_([this] { run(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::post(std::vector<Job> jobs) {
  if (jobs.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    for (Job& job : jobs) {
      const auto known = posted_.find(job.root);
      if (known == posted_.end() || job.closed) {
        posted_.insert_or_assign(job.root, std::move(job));
      } else {
        known->second.update.merge(std::move(job.update));
      }
    }
  }
  changed_.notify_all();
}

void Worker::free_later(std::vector<Outcome> spent) {
  if (spent.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    std::ranges::move(spent, std::back_inserter(spent_));
  }
  changed_.notify_all();
}

void Worker::free_spent() {
  std::vector<Outcome> spent;  // freed when the lock is gone
  const std::lock_guard lock(mutex_);
  spent.swap(spent_);
}

bool Worker::take_jobs(bool wait) {
  std::map<std::size_t, Job> jobs;
  {
    std::unique_lock lock(mutex_);
    if (wait) changed_.wait(lock, [&] { return stopped_ || !posted_.empty() || !spent_.empty(); });
    if (stopped_) return false;
    jobs.swap(posted_);
  }
  for (auto& [root, job] : jobs) {
    if (job.closed) {
      entries_.erase(root);
      continue;
    }
    Entry& entry = entries_[root];
    if (!entry.project) entry.project = std::make_unique<Project>(job.disk);
    entry.project->update(std::move(job.update));
    entry.news = true;
    entry.told = Clock::now();
  }
  return true;
}

void Worker::tell(std::size_t root, Entry& entry) {
  entry.news = false;
  entry.told = Clock::now();
  give_(root, entry.project->outcome());
  entry.project->rest();
}

/// One build; false when there is none.
bool Worker::work() {
  for (auto& [root, entry] : entries_) {
    if (!entry.project->urgent()) continue;
    entry.project->step();
    return true;
  }
  // No document waits any more.
  for (auto& [root, entry] : entries_) {
    if (entry.news) tell(root, entry);
  }
  for (auto& [root, entry] : entries_) {
    if (!entry.project->pending()) continue;
    entry.project->step();
    if (!entry.project->pending() || Clock::now() - entry.told > progress_interval) tell(root, entry);
    return true;
  }
  return false;
}

void Worker::run() {
  bool idle = true;
  while (take_jobs(idle)) {
    idle = !work();
    free_spent();
  }
}

}  // namespace dockgate::lsp
