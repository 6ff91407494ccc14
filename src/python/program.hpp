#pragma once
// The Python that an image runs, as values: names resolved through imports and aliases, constants folded,
// calls followed within the files that were read. Nothing is ever executed.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "text/mapped_text.hpp"

namespace dockgate::python {

using text::MappedText;

struct Value;
using ValuePtr = std::shared_ptr<const Value>;

/// Something that the engine keeps about a function, a class, an instance; means nothing outside of it.
struct Object;
using ObjectPtr = std::shared_ptr<const Object>;

/// Why a value is not known.
enum class Why {
  other,         // an expression that is not followed
  caller,        // a parameter, and no call in the program gives it
  environment,   // an environment variable; `variable` names it
  command_line,  // an option that the command line may give; `variable` names it
  library,       // what a library function or attribute holds
  unassigned,    // a name that the visible program never assigns
  path,     // a path on the machine that runs the program, made from __file__, the home or the working folder
  changes,  // it depends on itself, in a loop or a recursion
  limit     // a bound was reached: too deep, too many alternatives, too much work
};

/// Stands in a pattern for what is not known. In a string literal of the source it stands before and behind
/// the name of what somebody else puts there, such as a shell: the value is not known.
inline constexpr char gap = '\x04';

/// Why and where a value is not known: "`revision` comes from the caller of `load()`".
struct Unknown {
  std::string what;  // for a user: lower case, no final period
  Place at;
  Why why = Why::other;
  std::string variable;  // name of the environment variable, or option ("--revision")
  std::string prefix;    // how the text begins, where at least that is known: "/models/" of f"/models/{name}"
  std::string pattern;   // the text with `gap` for each part that is not known; "" where nothing else is
};
struct None {};
/// A list, tuple, set or iterator. `complete` is false when more items may be there.
struct List {
  std::vector<ValuePtr> items;
  bool complete = true;
};
/// The key of items whose key is not known.
inline constexpr std::string_view unknown_key = "\x01";
struct DictItem {
  std::string key;
  ValuePtr value;
  bool maybe = false;  // set on some paths only
};
/// Keys are constant strings; `complete` is false when unknown keys may be there as well.
struct Dict {
  std::vector<DictItem> items;
  bool complete = true;
  ValuePtr fallback = nullptr;  // what a key gives that is not there, of a defaultdict
  /// The last item under `key`, or null.
  const DictItem* find(std::string_view key) const;
};
/// A thing of a library or module by its dotted name, after imports and aliases: "transformers.AutoModel",
/// "transformers.AutoModel.from_pretrained". Builtins stand by their bare name: "open", "eval".
struct Name {
  std::string dotted;
};
/// What a call gave: an instance of a class or the result of a function that is not followed. `callee` is
/// dotted; for an instance of a class of the program it is that class ("app.models.Loader").
struct Result {
  std::string callee;
  ObjectPtr object;
};
/// A function, method or lambda of the program ("app.models.load"), or a functools.partial of anything.
struct FunctionRef {
  std::string dotted;
  ObjectPtr object;
};
/// A class of the program.
struct ClassRef {
  std::string dotted;
  ObjectPtr object;
  /// Classes of libraries that it derives from, nearest first; known in the arguments of a Call.
  std::vector<std::string> bases = {};
};

struct Step {
  Place at;
  std::string what;  // "`REV = \"main\"`", "environment variable `MODEL_REV`"
};

/// One possible value with the steps that carried it here, oldest first.
struct Possible {
  std::variant<Unknown, None, bool, long long, double, std::string, List, Dict, Name, Result, FunctionRef,
               ClassRef>
      value;
  std::vector<Step> trace;
  /// A default that holds only while the caller, the environment or the command line gives nothing, and
  /// whether they do is not known: an Unknown that says so stands beside it.
  bool from_default = false;
  /// A text that was used as a path: `Path("models") / "bert"`, `os.path.join("models", "bert")`.
  bool path = false;
};

/// How the step of a trace begins that says from which environment variable a value comes.
inline constexpr std::string_view environment_step = "environment variable `";

/// All values that an expression may have, at most 8; beyond the bound one Unknown (Why::limit) is added.
/// Never empty.
struct Value {
  std::vector<Possible> possible;
  Place at;  // the expression

  /// The text, truth value … when there is exactly one possibility and it is of that type; else null.
  const std::string* text() const { return only<std::string>(); }
  const bool* boolean() const { return only<bool>(); }
  /// The first possibility that is not known, or null.
  const Unknown* unknown() const;
  template <typename T>
  const T* only() const {
    return possible.size() == 1 ? std::get_if<T>(&possible.front().value) : nullptr;
  }
};

struct Argument {
  std::string keyword;  // "" when positional
  ValuePtr value;
  Place at;     // the value's expression
  Place whole;  // `keyword=value`
  /// On some paths it is left out: a key of `**kwargs` that only some callers give.
  bool maybe_absent = false;
};

/// One call expression (or a reference that will be called: `map(pickle.load, …)`), with its callee resolved.
/// A call expression whose callee has several possible values gives one Call for each.
struct Call {
  /// Dotted name. "transformers.AutoModel.from_pretrained"; a method on an instance or result continues the
  /// name of what made it: "huggingface_hub.HfApi.snapshot_download" for `HfApi().snapshot_download`. A class
  /// or function of the program stands under its module: "app.models.MyModel.from_pretrained".
  /// `super().__init__(…)` in a class whose base is a library's is a call of that base.
  std::string callee;
  bool method_on_unknown = false;   // the receiver is not known; callee is then ".from_pretrained"
  std::vector<Argument> arguments;  // `*args`, `**kwargs` and functools.partial taken apart where known
  bool open_positional = false;     // an unknown `*x` was passed
  bool open_keywords = false;       // an unknown `**x` was passed
  std::string open_what;            // and what that was
  Place at;                         // the call from its first to its last character
  Place callee_at;                  // the callee's last name
  /// Where a further argument may be put: behind the last one, or behind the opening bracket. Without a
  /// source where the call is no call expression with a list of arguments.
  Place room;
  std::string module;    // name of the module that holds it, as given in Loaded
  std::string function;  // enclosing function, dotted within its module ("Loader.load"); "" at module level
  /// Base classes outside the program, nearest first, when the callee is a class of the program or one of its
  /// methods.
  std::vector<std::string> bases;
  std::vector<Step> via;   // how the callee came here when it is an alias; oldest first
  bool reference = false;  // not called here: handed on to something that calls it
  bool dead = false;       // under `if False:` or `if TYPE_CHECKING:`

  /// The argument `keyword=`, or null.
  const Argument* keyword(std::string_view name) const;
  /// The positional argument `index` (from 0), or null.
  const Argument* positional(std::size_t index) const;
};

/// What the program is given from outside. Empty functions mean that nothing is known.
struct Environment {
  /// Value of an environment variable of the container: nothing when it is not known, a null pointer when it
  /// is known to be unset.
  std::function<std::optional<ValuePtr>(std::string_view name)> variable;
  /// Words after the script on the command line that starts it (argparse, click, typer, fire).
  std::vector<ValuePtr> command_line;
  /// Whether `command_line` is all that is given; otherwise options that it leaves out stay open.
  bool command_line_known = false;
  /// Text of a configuration file that the code opens by a constant path (context path resolved by the
  /// caller).
  std::function<SourcePtr(std::string_view path)> open_file;
};

/// Truth of a value in Python; nothing when it is not known.
std::optional<bool> truth(const Possible& value);

/// How the trace says that a caller gives `parameter` of the function: "given as `name` of `load()`".
std::string given_as(std::string_view parameter, std::string_view function);

/// A value that is one constant text, with one step that says where it comes from.
ValuePtr text_value(std::string text, const Place& at, std::string what);

/// As a name of an Import: any module of the package, which the program picks by a name worked out at run
/// time.
inline constexpr std::string_view every_module = "**";

/// One imported module. `from a import b` gives module "a" with names ["b"]; b may be a module too.
struct Import {
  std::string module;  // dotted; for relative imports relative to the package that `level` dots lead to
  int level = 0;       // number of leading dots
  std::vector<std::string> names;  // from-imports: may name submodules; ["*"] for all; see every_module
  Place at;
};

/// One parsed file. Immutable, cheap to share between threads; parse once per content.
class Module;
using ModulePtr = std::shared_ptr<const Module>;

/// Parses Python source (a file, `-c` text, a here-document). Work and nesting are bounded; never fails; what
/// could not be read is in problems().
ModulePtr parse(const MappedText& source);
/// All import statements, lazy ones in functions too, and importlib.import_module / __import__ with
/// constants.
std::vector<Import> imports(const Module& module);
const std::vector<Problem>& problems(const Module& module);

/// A file that is parsed when somebody looks into it; see lazy_module.hpp.
class LazyModule;

/// A module under the dotted name by which others import it ("app.models", "__main__").
struct Loaded {
  std::string name;
  ModulePtr module;         // null where `lazy` is given
  bool is_package = false;  // __init__.py
  std::string file;         // what __file__ holds, a path inside the image; "" when that is not known
  /// Whether something that the filter wants may be written in it; false only spares work.
  bool relevant = true;
  std::shared_ptr<const LazyModule> lazy = nullptr;
  /// Whether its calls and flags are asked for; otherwise it only says what others call and hold.
  bool asked = true;
};

/// Says whether a call may matter, so that the rest costs little. Asked with the last name of the callee as
/// it is written and an empty `dotted` first ("from_pretrained"); if that is true, with the resolved name. A
/// call whose callee is a variable or another expression is resolved first and then asked with both.
using CallFilter = std::function<bool(std::string_view last_name, std::string_view dotted)>;

/// All calls of all modules that `filter` lets through (an empty one: all), names and arguments resolved
/// across the modules; in order of module and place. `followed` says by its last name whether a function that
/// the filter wants is looked for under other names as well (an empty one: each is).
std::vector<Call> calls(const std::vector<Loaded>& modules, const Environment& environment,
                        const CallFilter& filter = {}, const CallFilter& followed = {});

/// An assignment that changes a library or the environment from outside: `torch.load = …`, `os.environ["X"] =
/// …`, os.environ.setdefault, os.putenv.
struct Assignment {
  std::string target;  // "torch.load", "os.environ[HF_ENDPOINT]"
  ValuePtr value;
  Place at;                    // the whole statement
  bool only_if_unset = false;  // setdefault
  bool dead = false;
  bool conditional = false;     // in a branch or loop that need not run
  std::vector<Argument> given;  // what a functools.partial that is assigned fixes
};
std::vector<Assignment> assignments(const std::vector<Loaded>& modules, const Environment& environment);

/// A keyword argument, an entry of a dictionary or an assignment to an entry or attribute, by its name alone.
struct Flag {
  enum class Written { keyword, entry, assignment } written = Written::keyword;
  std::string name;  // "trust_remote_code"
  ValuePtr value;
  Place at;      // `name=value`, `"name": value`, the assignment
  Place around;  // the function that holds it, or the whole module
  /// Of a keyword: what is called, dotted, after imports; its last name behind a dot where that is not known.
  std::string callee;
  std::vector<std::string> bases;  // as of Call
  bool own = false;                // the callee is a function or class of the program
  bool literal = false;            // written out: `name=True`
  bool handed_on = false;          // a name, an attribute, an entry: what was decided elsewhere
  bool dead = false;
  std::string module;  // name of the module that holds it
};

/// What evaluate() looks for.
struct Wanted {
  CallFilter call, followed;            // see calls()
  std::vector<std::string_view> flags;  // names of flags
  /// Last parts of the names whose assignments count; where it is empty, all.
  std::function<bool(std::string_view last)> assigned;
  /// Dotted names of functions that call what a mapping names under `_target_`, with its other keys as
  /// keywords.
  std::span<const std::string_view> target_calls;
  /// Last names of library functions that call nothing of what they are given.
  std::span<const std::string_view> looking_calls;
  /// The libraries one of which a file has to name for something with that last name to be theirs; where it
  /// is empty, or gives none, any file may have it.
  std::function<std::span<const std::string_view>(std::string_view last)> libraries;
  /// Whether a module of that name holds something that is wanted; where it is empty, each may.
  std::function<bool(std::string_view first)> is_library;
};

/// Calls, assignments and flags at once, for what one pass over the modules costs.
struct Evaluation {
  std::vector<Call> calls;
  std::vector<Assignment> assignments;
  std::vector<Flag> flags;
};
Evaluation evaluate(const std::vector<Loaded>& modules, const Environment& environment, const Wanted& wanted);

/// What the modules of a program say but for one that is being edited, with all that they asked of that one.
struct OthersSay;
/// evaluate() for who calls it after each edit of the text of module number `edited`, while the others stay:
/// those of `known` have to be of the same files but for that one, and of an environment that gives the same
/// answers. Where the edited module answers all that one of them asked, what it holds is taken from there.
/// `used` is that one, or what was kept now, null where nothing could be. What is found is the same as of
/// evaluate().
/// Not where the order of modules decides what is found: then this is evaluate().
Evaluation evaluate_edited(const std::vector<Loaded>& modules, const Environment& environment,
                           const Wanted& wanted, std::uint32_t edited,
                           std::span<const std::shared_ptr<const OthersSay>> known,
                           std::shared_ptr<const OthersSay>& used);
/// Whether anything is taken from there: not where the order of modules may decide what is found.
bool is_of_use(const OthersSay& others);

}  // namespace dockgate::python
