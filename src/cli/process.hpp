#pragma once
// Other programs, started without a shell.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace dockgate::cli {

struct ProcessStart {
  std::vector<std::string> command;    // the program, looked for as execvp does, and its arguments
  std::vector<std::string> variables;  // NAME=VALUE over those of this process
  std::int64_t milliseconds = 0;       // after which it is ended; 0: never
  bool own_variables = true;           // it gets those of this process as well
  std::string folder = {};             // in which it runs; "": that of this process
  std::vector<int> files = {};   // open files that it gets, as 10, 11 …; their own numbers are above these
  unsigned cpu_seconds = 0;      // most processor time; 0: no limit
  std::uint64_t data_bytes = 0;  // most memory for data; 0: no limit
};

/// A running program with pipes to its input and output; what it writes to standard error goes nowhere.
class Process {
 public:
  /// Null when it cannot be started.
  static std::unique_ptr<Process> start(const ProcessStart& what);
  ~Process() { finish(); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// False when it does not take all of it. SIGPIPE has to be ignored.
  bool write(std::string_view text);
  /// No more input comes.
  void close_input();
  /// Up to `count` bytes, fewer at the end.
  std::string read(std::size_t count);
  /// Up to and without the next line end; nothing at the end.
  std::optional<std::string> line();
  /// Waits for its end. Whether it ended well, in time.
  bool finish();
  /// Its exit code, once it has ended; nothing when a signal ended it.
  std::optional<int> exit_code() const { return code_; }

 private:
  Process(pid_t child, int in, int out, std::int64_t milliseconds);
  bool fill(std::string& text);
  pid_t child_;
  int in_, out_;
  std::int64_t end_;  // by the clock that only runs forward; 0: none
  std::string ahead_;
  std::optional<int> code_;
};

/// The program called `name` in one of the absolute folders of `path` (as in $PATH); "" where there is none.
/// Folders that are relative are passed over: what stands there may belong to what is judged.
std::string find_program(std::string_view name, std::string_view path);

}  // namespace dockgate::cli
