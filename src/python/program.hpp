#pragma once
// The Python that an image runs, as values: names resolved through imports and aliases, constants folded, calls
// followed within the files that were read. Nothing is ever executed.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "text/mapped_text.hpp"

namespace dockgate::python {

using text::MappedText;

struct Value;
using ValuePtr = std::shared_ptr<const Value>;

/// Why and where a value is not known: "`cfg.rev` comes from the caller of load()".
struct Unknown {
  std::string what;
  Place at;
};
struct None {};
struct List { std::vector<ValuePtr> items; bool complete = true; };
/// Keys are constant strings; `complete` is false when unknown keys may be there as well.
struct Dict { std::vector<std::pair<std::string, ValuePtr>> items; bool complete = true; };
/// A thing of a library or module by its dotted name, after imports and aliases: "transformers.AutoModel",
/// "transformers.AutoModel.from_pretrained".
struct Name { std::string dotted; };
/// What a call gave: an instance of a class or the result of a function that is not followed; `callee` is dotted.
struct Result { std::string callee; };
struct FunctionRef { const void* function = nullptr; };  // defined in a module of the program

/// One possible value with the steps that carried it here.
struct Possible {
  std::variant<Unknown, None, bool, long long, double, std::string, List, Dict, Name, Result, FunctionRef> value;
  std::vector<std::pair<Place, std::string>> trace;  // "ENV MODEL_REV=main", "REV = os.environ[…]", oldest first
};
/// All values an expression may have (bounded; beyond the bound one Unknown is added).
struct Value { std::vector<Possible> possible; Place at; };

struct Argument {
  std::string keyword;   // "" when positional
  ValuePtr value;
  Place at;              // the value's expression
  Place whole;           // `keyword=value`
};

/// One call expression (or a reference that will be called: `map(pickle.load, …)`), with its callee resolved.
struct Call {
  std::string callee;                  // dotted name: "transformers.AutoModel.from_pretrained"
  /// For a method on an instance: the dotted class ("huggingface_hub.HfApi" for `api.snapshot_download`).
  bool method_on_unknown = false;      // the receiver is not known; callee is then ".from_pretrained"
  std::vector<Argument> arguments;     // `*args`, `**kwargs` and functools.partial taken apart where known
  bool open_positional = false;        // an unknown `*x` was passed
  bool open_keywords = false;          // an unknown `**x` was passed
  std::string open_what;               // and what that was
  Place at;                            // the call from its first to its last character
  Place callee_at;                     // the callee's last name
  std::string function;                // enclosing function, dotted; "" at module level
  std::vector<std::string> bases;      // base classes of a class of the program, when the callee is one of its methods
  std::vector<std::pair<Place, std::string>> via;  // call sites that lead here when arguments came from callers
  bool dead = false;                   // under `if False:` or `if TYPE_CHECKING:`
};

/// What the program is given from outside.
struct Environment {
  /// Value of an environment variable of the container: known, known to be unset, or not known.
  std::function<std::optional<ValuePtr>(std::string_view name)> variable;
  /// Words after the script on the command line that starts it (argparse, click, typer, fire).
  std::vector<ValuePtr> command_line;
  /// Text of a configuration file that the code opens by a constant path (context path resolved by the caller).
  std::function<SourcePtr(std::string_view path)> open_file;
};

/// Finds the file of a module: dotted name from `importer` ("" for the script's own folder first).
struct Import {
  std::string module;     // absolute dotted name; for relative imports `level` > 0
  int level = 0;
  std::vector<std::string> names;  // from-imports: may name submodules
  Place at;
};

/// One parsed file. Cheap to share; parse once per content.
class Module;
using ModulePtr = std::shared_ptr<const Module>;

/// Parses Python source (a file, `-c` text, a here-document). Nesting is bounded; never fails; what could not be read
/// is in problems().
ModulePtr parse(const MappedText& source);
/// All import statements, lazy ones in functions too, and importlib.import_module / __import__ with constants.
std::vector<Import> imports(const Module& module);
const std::vector<Problem>& problems(const Module& module);

/// A module under the dotted name by which others import it ("app.models", "__main__").
struct Loaded {
  std::string name;
  ModulePtr module;
  bool is_package = false;  // __init__.py
};

/// All calls of all modules, names and arguments resolved across them.
std::vector<Call> calls(const std::vector<Loaded>& modules, const Environment& environment);

}  // namespace dockgate::python
