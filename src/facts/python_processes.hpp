#pragma once
// Programs that Python code starts, as commands.

#include <deque>
#include <vector>

#include "catalog/apis.hpp"
#include "facts/code_reach.hpp"
#include "facts/shell_commands.hpp"
#include "python/program.hpp"

namespace dockgate::facts {

/// The commands of one program's `subprocess.run([…])`, `os.system("…")` and the like. They are read like
/// those of a RUN or CMD, but for what a shell script would change for the ones behind it.
class ProcessCommands {
 public:
  explicit ProcessCommands(const Program& program);
  /// Adds what `call` starts, by its row. `trace` is the way to the module that holds it.
  void add(const python::Call& call, const catalog::ProcessApi& row, const std::vector<Step>& trace,
           const std::string& file);
  const ShellCommands& commands() const { return commands_; }

 private:
  void take(shell::Script script, const python::Call& call, const std::vector<Step>& trace,
            const std::string& file);

  const Program& program_;
  std::shared_ptr<build::Command> owner_;  // stands for the instruction that starts the program
  ShellCommands commands_;
};

}  // namespace dockgate::facts
