#pragma once
// Which Python code a command starts.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/index.hpp"
#include "shell/script.hpp"

namespace dockgate::facts {

/// One start of Python as the words of a command ask for it.
struct PythonStart {
  enum class Kind {
    file,    // `target` is a path as written
    module,  // `target` is a dotted name
    code,    // `code` is the program
    folder,  // `target` is a folder with __main__.py, or of Triton models when `models` is set
  };
  Kind kind = Kind::file;
  std::string target;
  text::MappedText code;
  bool models = false;
  bool as_main = false;                   // `python -m`: a package stands for its __main__
  std::size_t arguments = 0;              // index of the first word of the command behind the script; 0: none
  bool arguments_known = true;            // false for programs that read further arguments themselves
  std::vector<std::string> search_paths;  // folders that the command puts before the module search path
  std::string written;  // how a user knows it: "serve.py", "uvicorn app.main:app", "python -c"
  Place at;
  bool guess = false;  // the program may take the word as something else
};

struct StartContext {
  const catalog::Index* catalog = nullptr;
  /// Value of an environment variable where it is known (FLASK_APP).
  shell::Lookup variable;
  /// Names of console scripts of the context, to "module:function".
  std::function<std::optional<std::string>(std::string_view program)> console_script;
  /// The text under `key` at the top of the YAML file `file` of the working folder.
  std::function<std::optional<std::string>(std::string_view file, std::string_view key)> configured;
};

/// Python, pypy and their versioned names; `program` without its folder.
bool is_python(std::string_view program);

/// Every start that `command` asks for, usually one or none. A start whose target is not known (a variable)
/// is reported in `unknown` by the words that could not be followed.
std::vector<PythonStart> python_starts(const shell::Command& command, const StartContext& context,
                                       std::vector<Problem>& unknown);

}  // namespace dockgate::facts
