#pragma once
// From the commands of a build to the Python files that they run, and on along the imports.

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "build/build.hpp"
#include "catalog/index.hpp"
#include "facts/facts.hpp"
#include "facts/image_files.hpp"
#include "facts/module_cache.hpp"
#include "facts/python_starts.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// A module of a program, with the way to it.
struct ProgramModule {
  std::string name;  // by which others import it
  bool is_package = false;
  std::string path;        // context path; "" for a text of the Dockerfile
  std::string image_path;  // "" when not known
  std::shared_ptr<const ParsedFile> parsed;
  std::vector<Step> trace;
};

/// What one start of Python runs, as far as the files are at hand.
struct Program {
  std::vector<ProgramModule>
      modules;  // the first one starts; the others in the order of a breadth-first walk
  std::shared_ptr<const build::Scope> scope;
  std::vector<std::pair<std::string, shell::Word>> assignments;  // `X=1 python a.py`
  std::shared_ptr<const std::vector<shell::Exported>> exported;  // by the script that starts it
  std::vector<shell::Word> arguments;
  bool arguments_known = false;
  std::string workdir;  // absolute image path
  std::shared_ptr<const build::FileMap> files;
  int stage = -1;
  Phase phase = Phase::start;
  std::size_t instruction = 0;
  bool reached = true;
  bool may_start = true;    // false: nothing starts it, and all that the image starts is known
  bool may_matter = false;  // some module calls what the catalogue knows
};

struct CodeReach {
  std::vector<Program> programs;
  std::vector<CodeFact> code;
  std::vector<Problem> not_judged;
  /// Whether any file that no start leads to may run all the same: no start of Python was found, or one of
  /// those found takes words, or starts programs, that are not known.
  bool start_is_open = true;
};

// How much is read of one file, in bytes.
inline constexpr std::uint64_t max_source_bytes = 4u << 20;
inline constexpr std::uint64_t max_notebook_bytes = 32u << 20;  // with the pictures in them

/// Follows `commands` into the context; then takes the Python files that ship though nothing starts them, and
/// the code in the commands of `waiting` (those programs have `reached` false). Work is bounded; what was
/// left out stands in `not_judged`. Files are read by up to `jobs` threads.
CodeReach reach_code(const build::Build& build, const ShellCommands& commands, const ShellCommands& waiting,
                     ModuleCache& cache, unsigned jobs = 1);

}  // namespace dockgate::facts
