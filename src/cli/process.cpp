#include "cli/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr int first_file = 10;

void limit(pid_t child, __rlimit_resource resource, std::uint64_t most) {
  if (most == 0) return;
  const rlimit both{most, most};
  prlimit(child, resource, &both, nullptr);
}

std::int64_t milliseconds_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Process::Process(pid_t child, int in, int out, std::int64_t milliseconds)
    : child_(child), in_(in), out_(out), end_(milliseconds > 0 ? milliseconds_now() + milliseconds : 0) {}

std::unique_ptr<Process> Process::start(const ProcessStart& what) {
  std::array<int, 2> in{}, out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0) return nullptr;
  if (pipe2(out.data(), O_CLOEXEC) != 0) {
    close(in[0]);
    close(in[1]);
    return nullptr;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  for (std::size_t i = 0; i < what.files.size(); ++i)
    posix_spawn_file_actions_adddup2(&actions, what.files[i], first_file + static_cast<int>(i));
  if (!what.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, what.folder.c_str());
  std::vector<std::string> command = what.command, variables;
  for (char** each = environ; what.own_variables && *each != nullptr; ++each) variables.emplace_back(*each);
  variables.insert(variables.end(), what.variables.begin(), what.variables.end());
  std::vector<char*> arguments = pointers(command), environment = pointers(variables);
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  if (error != 0) {
    close(in[1]);
    close(out[0]);
    return nullptr;
  }
  limit(child, RLIMIT_CPU, what.cpu_seconds);
  limit(child, RLIMIT_DATA, what.data_bytes);
  return std::unique_ptr<Process>(new Process(child, in[1], out[0], what.milliseconds));
}

bool Process::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(in_, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Process::close_input() {
  if (in_ >= 0) close(in_);
  in_ = -1;
}

std::string Process::read(std::size_t count) {
  std::string out = std::move(ahead_);
  ahead_.clear();
  while (out.size() < count && fill(out)) {
  }
  if (out.size() > count) {
    ahead_ = out.substr(count);
    out.resize(count);
  }
  return out;
}

std::optional<std::string> Process::line() {
  while (ahead_.find('\n') == std::string::npos) {
    if (ahead_.size() > 4096 || !fill(ahead_)) return std::nullopt;
  }
  const std::size_t end = ahead_.find('\n');
  std::string out = ahead_.substr(0, end);
  ahead_.erase(0, end + 1);
  return out;
}

bool Process::fill(std::string& text) {
  std::array<char, 1 << 14> block;
  while (true) {
    if (end_ != 0) {
      pollfd waited{out_, POLLIN, 0};
      const int ready =
          poll(&waited, 1, static_cast<int>(std::clamp<std::int64_t>(end_ - milliseconds_now(), 0, 600'000)));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return false;
    }
    const ssize_t count = ::read(out_, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.append(block.data(), static_cast<std::size_t>(count));
    return true;
  }
}

bool Process::finish() {
  if (child_ == 0) return false;
  close_input();
  close(out_);
  int status = 0;
  while (end_ != 0) {
    const pid_t ended = waitpid(child_, &status, WNOHANG);
    if (ended == child_ || (ended < 0 && errno != EINTR)) break;
    if (milliseconds_now() >= end_) {
      kill(child_, SIGKILL);
      end_ = 0;
      break;
    }
    usleep(2000);
  }
  if (status == 0) {
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  child_ = 0;
  if (WIFEXITED(status)) code_ = WEXITSTATUS(status);
  return code_ == 0;
}

std::string find_program(std::string_view name, std::string_view path) {
  for (const std::string_view folder : text::split(path, ':')) {
    if (!folder.starts_with('/')) continue;
    std::string file = std::string(folder) + "/" + std::string(name);
    struct stat info {};
    if (stat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode) && access(file.c_str(), X_OK) == 0)
      return file;
  }
  return {};
}

}  // namespace dockgate::cli
