#pragma once
// What the RUN instructions of a Dockerfile run, kept for who judges it again after an edit.

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "build/build.hpp"
#include "facts/shell_commands.hpp"
#include "shell/move.hpp"
#include "text/mover.hpp"
#include "text/recent.hpp"

namespace dockgate::facts {

/// The variables that somebody asked for, with the answers.
class AskedVariables {
 public:
  using Answers = std::vector<std::pair<std::string, std::optional<std::string>>>;
  explicit AskedVariables(shell::Lookup lookup) : lookup_(std::move(lookup)) {}
  std::optional<std::string> ask(std::string_view name);
  Answers take() { return std::move(answers_); }

 private:
  shell::Lookup lookup_;
  Answers answers_;
};

/// The commands of one RUN and what they wrote, as long as they followed no file: they then depend on the
/// text of the instruction, on the settings and files it runs with, and on the variables they asked for.
/// Places are counted in the instruction.
struct KeptRun {
  SourcePtr frame;  // what the places point into
  AskedVariables::Answers asked;
  std::vector<RunCommand> commands;  // without `command`, `stage` and `files`
  std::vector<std::size_t> written;  // for each command, how many of `made` stood when it ran
  std::vector<build::Placed> made;   // files that they wrote
  std::vector<Problem> not_judged;
};

/// Where a RUN stands.
struct RunAt {
  SourcePtr source;
  Span instruction;
};

/// Copies parts of a KeptRun to where its RUN stands now. Keeps a reference to it.
class RunMover {
 public:
  RunMover(const KeptRun& run, const RunAt& at);
  void move(RunCommand& command);
  void move(build::Placed& placed);
  void move(Problem& problem);

 private:
  text::Mover mover_;
  shell::CommandMover commands_{mover_};
};

/// What stands in the image at one instruction after the other of a stage, as a text: where two are the same,
/// paths lead to the same.
class FilesKey {
 public:
  /// Of `layer`, which may be null and has to live on, with what commands have `made` in the stage until now.
  std::string_view of(const build::FileMap* layer, const std::vector<build::Placed>& made);

 private:
  const build::FileMap* layer_ = nullptr;
  std::string layer_key_, made_key_, key_;
  std::size_t made_ = 0;
};

/// Keeps the last few thousand of them, whatever Dockerfile they come from. Safe to use from several threads.
class RunMemo {
 public:
  /// All that `command`, which stands at `at`, depends on, but for variables; `files` describes what stands
  /// in the image.
  static std::string key_of(const build::Command& command, const RunAt& at, std::string_view files);
  /// What was kept under `key` with the same answers as `lookup` gives; or null.
  std::shared_ptr<const KeptRun> find(const std::string& key, const shell::Lookup& lookup);
  /// Keeps `run`, whose places are those of the file; not if some of them lie outside of the instruction.
  void keep(const std::string& key, KeptRun run, const RunAt& at);
  /// How often something was found.
  std::size_t found() const { return found_; }

 private:
  using Kept = std::vector<std::shared_ptr<const KeptRun>>;  // with different answers
  std::mutex mutex_;
  text::Recent<Kept> kept_{40'000};  // words
  std::atomic<std::size_t> found_ = 0;
};

}  // namespace dockgate::facts
