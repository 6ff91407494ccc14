#include "cli/shellcheck.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

#include "cli/process.hpp"
#include "facts/shellcheck.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t most_shellcheck_output = std::size_t{64} << 20;
constexpr std::uint64_t most_memory = std::uint64_t{2} << 30;

/// A file in memory alone. Its number is at least `least`: above those under which the program gets its
/// files.
class MemoryFile {
 public:
  MemoryFile(const std::string& text, std::size_t least) {
    const int made = memfd_create("script", MFD_CLOEXEC);
    if (made < 0) return;
    file_ = fcntl(made, F_DUPFD_CLOEXEC, static_cast<int>(least));
    close(made);
    for (std::size_t at = 0; file_ >= 0 && at < text.size();) {
      const ssize_t count = ::write(file_, text.data() + at, text.size() - at);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) drop();
      if (count > 0) at += static_cast<std::size_t>(count);
    }
  }
  ~MemoryFile() { drop(); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  int get() const { return file_; }  // -1 when there is none

 private:
  void drop() {
    if (file_ >= 0) close(file_);
    file_ = -1;
  }
  int file_ = -1;
};

Result<std::string> run(const std::string& program, const std::vector<std::string>& scripts,
                        unsigned seconds) {
  using Printed = Result<std::string>;
  ProcessStart request;
  // hadolint leaves these out: what is sourced cannot be followed, and ash is checked as dash.
  request.command = {
      program, "--norc", "--format=json1", "--severity=style", "--exclude=SC1090,SC1091,SC2187", "--"};
  std::vector<std::unique_ptr<MemoryFile>> files;
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    files.push_back(std::make_unique<MemoryFile>(scripts[i], facts::first_shellcheck_file + scripts.size()));
    if (files.back()->get() < 0) return Printed::failure("there is no memory for the scripts");
    request.files.push_back(files.back()->get());
    request.command.push_back("/proc/self/fd/" + std::to_string(facts::first_shellcheck_file + i));
  }
  // Its options could come from the environment as well; without this encoding it cannot print.
  request.variables = {"LC_ALL=C.UTF-8"};
  request.own_variables = false;
  request.folder = "/";
  request.cpu_seconds = seconds;
  request.data_bytes = most_memory;
  request.milliseconds = std::int64_t{10'000} * seconds;
  const auto process = Process::start(request);
  if (!process) return Printed::failure("ShellCheck cannot be started");
  std::string text = process->read(most_shellcheck_output);
  // 1: there are comments.
  if (!process->finish() && process->exit_code() != 1) return Printed::failure("ShellCheck gave up");
  return text;
}

}  // namespace

ShellCheck shellcheck_runner(std::string_view folders) {
  const auto program = find_program("shellcheck", folders);
  if (program.empty()) return nullptr;
  return [program](const std::vector<std::string>& scripts, unsigned seconds) {
    return run(program, scripts, seconds);
  };
}

}  // namespace dockgate::cli
