#pragma once
// What was found out about programs, shared by the builds of one run.

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "python/program.hpp"
#include "text/recent.hpp"

namespace dockgate::facts {

/// Results of python::evaluate by the modules of a program. Two builds that ship the same files mostly get
/// the same answers to what their programs ask of the environment, of the command line and of the context's
/// files; then the second one takes what the first one found. Safe to use from several threads.
class Evaluations {
 public:
  /// What evaluate() finds in `modules`. `mode` names what is wanted: equal texts stand for equal wishes.
  /// `environment` is asked again for each answer that a kept result rests on.
  std::shared_ptr<const python::Evaluation> of(const std::vector<python::Loaded>& modules,
                                               const python::Environment& environment,
                                               const std::string& mode, const python::Wanted& wanted);
  /// From now on the results of about `programs` programs are kept, and parts of those of programs of which
  /// one file is edited.
  void expect_edits(std::size_t programs);

 private:
  /// One result with the answers that it rests on.
  struct Kept {
    std::vector<python::Loaded> modules;  // keeps what the key names alive
    std::vector<std::pair<std::string, std::optional<python::ValuePtr>>> variables;
    std::vector<std::pair<std::string, SourcePtr>> files;
    std::vector<python::ValuePtr> command_line;
    bool command_line_known = false;
    std::shared_ptr<const python::Evaluation> found;
  };
  /// All results for the same modules; its lock is held while one is worked out, so that builds that run
  /// beside each other do not do the same work.
  struct Slot {
    std::mutex mutex;
    std::vector<Kept> kept;
  };
  /// A program whose files are edited: its modules, and what all of them but one said lately.
  struct Edited {
    std::mutex mutex;
    std::vector<python::Loaded> modules;
    struct Others {
      std::size_t module = 0;  // the one
      std::shared_ptr<const python::OthersSay> say;
      Kept rests_on;
    };
    std::vector<Others> others;  // the latest first
  };
  static bool holds(const Kept& kept, const python::Environment& environment);
  std::shared_ptr<Slot> slot(const std::string& key);
  std::shared_ptr<Edited> edited_program(const std::string& key);
  void work_out(const std::vector<python::Loaded>& modules, const python::Environment& environment,
                const std::string& mode, const python::Wanted& wanted, Kept& kept);

  std::mutex mutex_;
  bool edits_ = false;
  text::Recent<std::shared_ptr<Edited>> edited_{8};
  // A run over thousands of builds must not keep everything.
  text::Recent<std::shared_ptr<Slot>> slots_{256};
};

}  // namespace dockgate::facts
