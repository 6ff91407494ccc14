#pragma once
// How far a long run is, for who watches it.

#include <cstddef>
#include <mutex>

#include "cli/console.hpp"

namespace dockgate::cli {

/// One line on standard error that is written over and cleaned away at the end. It appears only on a terminal
/// and only when the run takes longer than a second.
class Progress {
 public:
  Progress(Console& console, std::size_t total, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// `done` of the total are done. From any thread.
  void report(std::size_t done);

 private:
  Console& console_;
  std::size_t total_;
  bool on_;
  bool shown_ = false;
  long long next_ = 0;  // when to write again
  std::mutex mutex_;
};

}  // namespace dockgate::cli
