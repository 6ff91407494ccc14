#pragma once
// Where a command writes to and reads from; tests give it strings.

#include <optional>
#include <string>
#include <string_view>

#include "cli/sandbox.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::cli {

class Console {
 public:
  virtual ~Console() = default;
  virtual void out(std::string_view text) = 0;
  virtual void error(std::string_view text) = 0;
  /// All of standard input; nothing above `max_bytes` or when it cannot be read.
  virtual std::optional<std::string> input(std::size_t max_bytes) = 0;
  enum class Read { some, nothing, end };
  /// Whatever of standard input is there within `milliseconds`, into `bytes`.
  virtual Read read_some(std::string& /*bytes*/, int /*milliseconds*/) { return Read::end; }
  /// What was written is on its way.
  virtual void flush() {}
  virtual bool out_is_terminal() const = 0;
  virtual bool error_is_terminal() const = 0;
  /// An environment variable; nothing when it is unset or empty.
  virtual std::optional<std::string> variable(const char* name) const = 0;
  /// Today in UTC, as 2026-12-31.
  virtual std::string today() const = 0;
  /// Now in UTC, as 2026-12-31T23:59:59Z; the beginning of the day where only that is known.
  virtual std::string now() const { return today() + "T00:00:00Z"; }
  /// A clock that only runs forward; a console without one stands still, and tells no times.
  virtual long long milliseconds() const { return 0; }
  /// Gets ShellCheck ready, while programs may still be started; nothing where the process is not the
  /// program's own.
  virtual void start_shellcheck() {}
  /// What was got ready; null: it is not installed, or nothing was.
  virtual ShellCheck shellcheck() const { return nullptr; }
  /// Writes what is still to be written and ends the process with `code`, whatever its threads do. Nothing
  /// where the process is not the program's own.
  virtual void leave(int /*code*/) {}
  /// Gives up for good what a command does not need, see confine(). Nothing where the process is not the
  /// program's own.
  virtual std::optional<Confined> confine(const Confinement&) { return std::nullopt; }
};

/// The console of the process.
class ProcessConsole final : public Console {
 public:
  void out(std::string_view text) override;
  void error(std::string_view text) override;
  std::optional<std::string> input(std::size_t max_bytes) override;
  Read read_some(std::string& bytes, int milliseconds) override;
  void flush() override;
  bool out_is_terminal() const override;
  bool error_is_terminal() const override;
  std::optional<std::string> variable(const char* name) const override;
  std::string today() const override;
  std::string now() const override;
  long long milliseconds() const override;
  void start_shellcheck() override;
  ShellCheck shellcheck() const override { return shellcheck_; }
  void leave(int code) override;
  std::optional<Confined> confine(const Confinement& allowed) override;
  /// Flushes; false when something could not be written (a full disk, a closed pipe).
  bool finish();

 private:
  ShellCheck shellcheck_;
  bool failed_ = false;
};

}  // namespace dockgate::cli
