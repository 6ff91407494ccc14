#pragma once
// The lock as the commands that change it have it: its file, what the sources mention of it, and how changes
// are told.

#include <optional>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "lock/changes.hpp"

namespace dockgate::cli {

struct LockFile {
  std::string path;  // as the user has it
  SourcePtr source;  // null where there is no file yet
  lock::Lock lock;
};

/// The file of `--lock`, or dockgate.lock in the current folder. Nothing, and the user told, where it is
/// broken.
std::optional<LockFile> open_lock(const Options& options, Console& console);

/// Puts `lock` in the place of what was read, as a whole, unless somebody else has changed the file
/// meanwhile. False, and the user told, where that fails. `written` says whether there was anything to write.
bool save_lock(const LockFile& file, const lock::Lock& lock, const Options& options, Console& console,
               bool& written);

struct Sources {
  lock::Mentions mentions;
  bool whole = false;    // the mentions are all that the folder has
  bool nothing = false;  // there is no Dockerfile
  int code = 0;          // what to exit with for what could not be judged
};
/// What the Dockerfiles at `paths` (none: the current folder) and their code mention. Nothing, and the user
/// told, where the run cannot start.
std::optional<Sources> read_sources(const Options& options, const std::vector<std::string>& paths,
                                    Console& console);

/// What `lock update` and the others have done.
struct LockReport {
  std::vector<lock::Change> changes;
  std::vector<std::string> notes;   // what was left out
  std::vector<std::string> errors;  // what could not be had
  std::string path;
  bool written = false;
  bool dry_run = false;
  std::size_t images = 0, models = 0, open = 0;  // entries of the lock, and those without a value
};
void count(const lock::Lock& lock, LockReport& report);
/// As text, json or markdown; ends with a line end.
std::string render(const LockReport& report, const std::string& format);
/// The format of `--format`, text by default.
std::string format_of(const Options& options);

/// "3 images, 1 model".
std::string in_numbers(std::size_t images, std::size_t models);

}  // namespace dockgate::cli
