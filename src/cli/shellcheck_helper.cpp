// A process that runs ShellCheck for the one that reads hostile files and starts no programs. What goes
// between the two are numbers of 8 bytes and texts with their length in front.
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "cli/sandbox.hpp"
#include "cli/shellcheck.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t channels = 4;  // questions at once
constexpr std::uint64_t longest = std::uint64_t{256} << 20;

bool write_all(int file, const void* data, std::size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t count = ::write(file, at, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    at += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

bool read_all(int file, void* data, std::size_t size) {
  char* at = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t count = ::read(file, at, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    at += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

bool write_number(int file, std::uint64_t number) {
  return write_all(file, &number, sizeof number);
}
std::optional<std::uint64_t> read_number(int file) {
  std::uint64_t number = 0;
  if (!read_all(file, &number, sizeof number) || number > longest) return std::nullopt;
  return number;
}
bool write_text(int file, const std::string& text) {
  return write_number(file, text.size()) && write_all(file, text.data(), text.size());
}
std::optional<std::string> read_text(int file) {
  const auto size = read_number(file);
  if (!size) return std::nullopt;
  std::string text(*size, '\0');
  if (!read_all(file, text.data(), text.size())) return std::nullopt;
  return text;
}

struct Pipe {
  int from = -1, to = -1;
  bool open() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    from = ends[0];
    to = ends[1];
    return true;
  }
};
struct Channel {
  Pipe questions, answers;
};
using Channels = std::array<Channel, channels>;

/// One question: the seconds, how many scripts, the scripts. The answer: whether there is one, a text.
void answer(const Channel& channel, const ShellCheck& program) {
  const auto seconds = read_number(channel.questions.from), count = read_number(channel.questions.from);
  if (!seconds || !count) return;
  std::vector<std::string> scripts;
  for (std::uint64_t i = 0; i < *count; ++i) {
    auto text = read_text(channel.questions.from);
    if (!text) return;
    scripts.push_back(std::move(*text));
  }
  const Result<std::string> printed = program(scripts, static_cast<unsigned>(*seconds));
  write_number(channel.answers.to, printed ? 1 : 0);
  write_text(channel.answers.to, printed ? *printed : printed.error());
}

/// The life of the helper: until nobody can ask any more. One thread a channel, started by its first
/// question.
void serve(const Channels& all, const ShellCheck& program) {
  std::array<pollfd, channels> waiting{};
  for (std::size_t i = 0; i < channels; ++i) waiting[i] = {all[i].questions.from, POLLIN, 0};
  std::vector<std::thread> threads;
  std::size_t open = channels;
  while (open > 0) {
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) break;
    for (std::size_t i = 0; i < channels; ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      waiting[i].fd = -1;
      --open;
      if ((waiting[i].revents & POLLIN) == 0) continue;  // closed without a question
      threads.emplace_back([&channel = all[i], &program] {
        pollfd next{channel.questions.from, POLLIN, 0};
        while ((poll(&next, 1, -1) > 0 || errno == EINTR) && (next.revents & POLLHUP) == 0)
          answer(channel, program);
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
}

/// Standard input and outputs are the other process's: who waits for their end must not wait for this one.
void leave_terminal() {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return;
  for (int file = 0; file < 3; ++file) dup2(null, file);
  close(null);
}

class Helper {
 public:
  static std::shared_ptr<Helper> start(const ShellCheck& program) {
    std::signal(SIGPIPE, SIG_IGN);
    auto helper = std::shared_ptr<Helper>(new Helper);
    for (Channel& channel : helper->channels_)
      if (!channel.questions.open() || !channel.answers.open()) return nullptr;
    helper->child_ = fork();
    if (helper->child_ < 0) return nullptr;
    if (helper->child_ > 0) {
      helper->keep_own_ends();
      return helper;
    }
    for (Channel& channel : helper->channels_) {
      close(channel.questions.to);
      close(channel.answers.from);
    }
    leave_terminal();
    confine({{}, {}, false, true});
    serve(helper->channels_, program);
    _exit(0);
  }

  ~Helper() {
    if (child_ < 0) return;
    for (const Channel& channel : channels_) {
      close(channel.questions.to);
      close(channel.answers.from);
    }
    while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;

  Result<std::string> ask(const std::vector<std::string>& scripts, unsigned seconds) {
    const std::size_t index = take();
    const Result<std::string> result = ask(channels_[index], scripts, seconds);
    give_back(index);
    return result;
  }

 private:
  Helper() = default;

  void keep_own_ends() {
    for (Channel& channel : channels_) {
      close(channel.questions.from);
      close(channel.answers.to);
      free_.push_back(free_.size());
    }
  }
  std::size_t take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !free_.empty(); });
    const std::size_t index = free_.back();
    free_.pop_back();
    return index;
  }
  void give_back(std::size_t index) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(index);
    }
    returned_.notify_one();
  }
  static Result<std::string> ask(const Channel& channel, const std::vector<std::string>& scripts,
                                 unsigned seconds) {
    using Printed = Result<std::string>;
    bool sent =
        write_number(channel.questions.to, seconds) && write_number(channel.questions.to, scripts.size());
    for (const std::string& script : scripts) sent = sent && write_text(channel.questions.to, script);
    const auto good = sent ? read_number(channel.answers.from) : std::nullopt;
    auto text = good ? read_text(channel.answers.from) : std::nullopt;
    if (!text) return Printed::failure("the process that runs ShellCheck is gone");
    return *good == 1 ? Printed(std::move(*text)) : Printed::failure(std::move(*text));
  }

  Channels channels_;
  pid_t child_ = -1;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::size_t> free_;
};

}  // namespace

ShellCheck shellcheck_helper(std::string_view folders) {
  const ShellCheck program = shellcheck_runner(folders);
  if (!program) return nullptr;
  const auto helper = Helper::start(program);
  if (!helper) return nullptr;
  return [helper](const std::vector<std::string>& scripts, unsigned seconds) {
    return helper->ask(scripts, seconds);
  };
}

}  // namespace dockgate::cli
