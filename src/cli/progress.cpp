#include "cli/progress.hpp"

#include <string>

namespace dockgate::cli {

namespace {
constexpr long long patience = 1000, pause = 100;  // milliseconds
constexpr const char* clean_line = "\r\x1b[K";
}  // namespace

Progress::Progress(Console& console, std::size_t total, bool quiet)
    : console_(console),
      total_(total),
      on_(!quiet && console.error_is_terminal() && console.variable("TERM").value_or("dumb") != "dumb"),
      next_(console.milliseconds() + patience) {}

Progress::~Progress() {
  if (shown_) console_.error(clean_line);
}

void Progress::report(std::size_t done) {
  if (!on_) return;
  const std::lock_guard lock(mutex_);
  const long long now = console_.milliseconds();
  if (now < next_) return;
  next_ = now + pause;
  shown_ = true;
  console_.error(clean_line + std::to_string(done) + " of " + std::to_string(total_) + " Dockerfiles");
}

}  // namespace dockgate::cli
