#include "cli/console.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <poll.h>
#include <unistd.h>

#include "cli/exit_codes.hpp"
#include "cli/shellcheck.hpp"
#include "lock/time.hpp"

namespace dockgate::cli {

void ProcessConsole::out(std::string_view text) {
  failed_ = std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || failed_;
}

void ProcessConsole::error(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::optional<std::string> ProcessConsole::input(std::size_t max_bytes) {
  std::string bytes;
  std::array<char, 1 << 16> block;
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), stdin)) {
    bytes.append(block.data(), got);
    if (bytes.size() > max_bytes) return std::nullopt;
  }
  if (std::ferror(stdin) != 0) return std::nullopt;
  return bytes;
}

Console::Read ProcessConsole::read_some(std::string& bytes, int milliseconds) {
  pollfd standard_input{STDIN_FILENO, POLLIN, 0};
  const int ready = ::poll(&standard_input, 1, milliseconds);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return Read::nothing;
  std::array<char, 1 << 16> block;
  const ssize_t got = ready < 0 ? -1 : ::read(STDIN_FILENO, block.data(), block.size());
  if (got < 0 && errno == EINTR) return Read::nothing;
  if (got <= 0) return Read::end;
  bytes.assign(block.data(), static_cast<std::size_t>(got));
  return Read::some;
}

void ProcessConsole::flush() {
  failed_ = std::fflush(stdout) != 0 || failed_;
}

bool ProcessConsole::out_is_terminal() const {
  return isatty(STDOUT_FILENO) == 1;
}

bool ProcessConsole::error_is_terminal() const {
  return isatty(STDERR_FILENO) == 1;
}

std::optional<std::string> ProcessConsole::variable(const char* name) const {
  const char* value = std::getenv(name);  // nothing in this program sets the environment
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::string ProcessConsole::today() const {
  return now().substr(0, 10);
}

std::string ProcessConsole::now() const {
  return lock::time_of(std::time(nullptr));
}

long long ProcessConsole::milliseconds() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void ProcessConsole::start_shellcheck() {
  shellcheck_ = shellcheck_helper(variable("PATH").value_or("/usr/bin:/bin"));
}

std::optional<Confined> ProcessConsole::confine(const Confinement& allowed) {
  Confinement mine = allowed;
#ifdef DOCKGATE_SANITIZE
  mine.programs = true;  // the sanitizers' reports start a program that names functions
#endif
  return cli::confine(mine);
}

void ProcessConsole::leave(int code) {
  // A report that did not reach its reader is no report.
  std::_Exit(finish() ? code : std::max<int>(code, exit_internal));
}

bool ProcessConsole::finish() {
  return std::fflush(stdout) == 0 && !failed_;
}

}  // namespace dockgate::cli
