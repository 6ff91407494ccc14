#pragma once
// What Python APIs, programs and environment variables mean for the supply chain of models. Rows are constant
// data, read from policies/catalog/*.yaml when the project is built; a policy may add rows of its own.

#include <algorithm>
#include <span>
#include <string_view>

namespace dockgate::catalog {

using Texts = std::span<const std::string_view>;
inline bool has(Texts list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

/// Where a call takes one of its arguments.
struct Parameter {
  int at = -1;     // position counted from 0 without `self`; -1: keyword only
  Texts keywords;  // any of them; the first is the usual one
  bool empty() const { return at < 0 && keywords.empty(); }
};

/// A range of versions of a package: from <= version < before; an empty end is open.
struct VersionRow {
  std::string_view package;
  std::string_view from;
  std::string_view before;
  std::string_view value;  // the default that holds in this range, or "" where the row only gives a reason
  std::string_view why;    // what to tell a user about it
};

/// How a call names the commit that it wants.
enum class RevisionForm {
  argument,      // a parameter
  at_sign,       // org/name@REV inside the id
  colon,         // owner/repo:ref inside the id
  last_part,     // the last part of the path is a version number
  alias,         // models:/name/3 or models:/name@alias
  not_pinnable,  // there is no way
  by_library,    // the library checks a digest that it ships with
};

/// Whether code that comes with the artefact runs.
enum class RemoteCode {
  never,
  flag,    // when the trust parameter is true
  always,  // running it is what the call is for
};

/// What a path that exists locally means as an id.
enum class LocalPath {
  wins,     // an existing folder or file is opened, nothing is fetched
  ignored,  // the id always names a remote artefact
  only,     // the call never fetches
};

/// What an id is that has none of the prefixes that the row asks for, or that is one of its built-in names.
enum class OtherId {
  nothing,   // no artefact of interest
  verified,  // fetched, and checked against a digest
  floating,  // fetched, and cannot be pinned
  repo,      // as any id
};

/// A further artefact that the same call may fetch.
struct OtherRepo {
  Texts in;  // keywords whose dictionary holds `id` and `revision`; empty: the call itself is given them
  Parameter id;
  Parameter revision;          // empty: as that of the main artefact, unless it stands in a dictionary
  bool same_revision = false;  // the main revision holds for it as well
  RevisionForm form = RevisionForm::argument;
  std::string_view artifact;
  bool uri_only = false;         // only hf:// addresses and hub URLs count
  bool any_name = false;         // the prefixes and built-in names of the main id do not hold for it
  Texts builtin;                 // names (globs) that are no artefact of interest
  Texts only;                    // names (globs) that are; empty: all
  std::string_view alternative;  // as of the main one
};

/// A call that fetches or opens a model, dataset, tokenizer, adapter, kernel, metric …
struct ModelApi {
  /// Dotted names; `*` stands for any text. The part after the last dot has no `*`.
  Texts calls;
  /// Dotted patterns of classes; a call of a `methods` name on a subclass of one of them means the same.
  Texts bases;
  Texts methods;
  /// The methods also count on a receiver that nothing is known about; such a fact is a guess.
  bool unknown_receiver = false;
  std::string_view artifact = "model";
  Parameter kind;  // its value is the artefact: dataset, space
  Parameter id;
  std::string_view default_id;  // what is fetched when the id is left out; "" = then nothing is
  /// The id is one of ours only with one of these prefixes, which are not part of it; empty: every id is.
  Texts prefixes;
  OtherId otherwise = OtherId::repo;
  /// Names of files (globs) that the library fetches where they are missing; a file of another name is only
  /// opened.
  Texts assets;
  /// An id that is not known counts as one that has none of the prefixes.
  bool open_is_nothing = false;
  /// Names (globs) that are no repository.
  Texts builtin;
  OtherId builtin_is = OtherId::nothing;
  RevisionForm form = RevisionForm::argument;
  Parameter revision;
  std::string_view default_revision = "main";
  Parameter code_revision;
  RemoteCode remote_code = RemoteCode::never;
  Parameter trust;
  bool trust_by_default = false;
  std::span<const VersionRow> trust_defaults;
  std::span<const VersionRow> trust_ignored;  // versions in which no code runs, whatever the call asks for
  /// Keywords whose dictionary may hold revision, code_revision and trust flag as well.
  Texts nested;
  LocalPath local = LocalPath::wins;
  /// Keywords that keep the call from the network when true; `name=VALUE` for a certain text, `name=*` for
  /// anything but None and True.
  Texts offline;
  /// A plain name is fetched only when this parameter is true, one with a prefix always; empty: always.
  Parameter only_if;
  std::span<const OtherRepo> others;
  /// The id has to be a text: an object (a model that was loaded before) is no fetch.
  bool fetches = true;
  std::string_view alternative;  // what to use where it cannot be pinned
  std::string_view note;
  std::string_view good, bad;  // Python examples; tests run both
};

/// A call that turns bytes into objects and may run code on the way.
struct LoadApi {
  Texts calls;
  Parameter file;
  /// The parameter that makes it safe, and the value that does; an empty one: nothing makes it safe.
  Parameter guard;
  std::string_view safe_value;
  std::string_view guard_default;  // the value when it is left out; "" = not known
  std::span<const VersionRow> guard_defaults;
  /// Version ranges in which not even the safe value helps.
  std::span<const VersionRow> unsafe_anyway;
  /// Keywords that defeat the guard when given with another value than None.
  Texts defeats;
  /// Environment variables that defeat the guard when true.
  Texts defeated_by;
  /// Only files with these endings are dangerous (globs on the path); empty: all.
  Texts only_files;
  /// Files with these endings are dangerous whatever the guard says.
  Texts always_files;
  /// Calls that make what is read: bytes out of them are the program's own.
  Texts made_by;
  std::string_view why;
  std::string_view alternative;
  std::string_view good, bad;
};

/// A call that makes a file or folder: a load of that path opens it.
struct WriteApi {
  Texts calls;    // as of loads
  Texts methods;  // on any receiver
  Parameter path;
  bool empty = false;          // makes the folder and puts nothing into it
  bool gives = false;          // what the call gives is the path of what it made, under whatever name
  std::string_view good, bad;  // Python: `good` loads what it has written, `bad` something else
};

/// A call that starts a program.
struct ProcessApi {
  Texts calls;
  Parameter command;           // a text for a shell, or a list of words
  bool words = false;          // the words are the positional arguments from `command` on
  std::string_view good, bad;  // Python: `bad` starts a program that fetches something unpinned
};

/// How the words of a program name Python code.
enum class RunForm {
  module_attribute,  // pkg.mod:app
  module,            // pkg.mod
  file,              // a path
  command,           // the rest is a command of its own
  folder,            // a folder with main.py or __main__.py
  models,            // a folder of Triton models: */*/model.py
};

/// A program that starts Python code.
struct Runner {
  Texts programs;     // also as `python -m NAME`
  Texts subcommands;  // one of them has to follow; empty: none
  RunForm form = RunForm::file;
  Texts options;       // the code is the value of one of these; empty: the first word of the right shape
  Texts path_options;  // options whose value is put before the search path (`--app-dir`)
  std::string_view variable;  // environment variable that names the code where no word does (FLASK_APP)
  /// A YAML file of the working folder that names it where nothing else does, and the key it stands under.
  std::string_view config_file, config_key;
  std::string_view default_file;  // where nothing names it
  std::string_view good, bad;     // commands: `bad` runs the code of the tests' context, `good` none of it
};

/// What an environment variable means.
enum class VariableRole { trust, guard_removed, hardening, offline, endpoint, token, model, revision };
struct VariableRow {
  Texts names;  // globs
  VariableRole role = VariableRole::model;
  Texts values;    // lower case; the values that have the effect; empty: any that is not empty
  Texts harmless;  // globs; values without effect where `values` is empty
  /// The row holds only for builds that install one of these packages, in that range where its version is
  /// known; empty: for all.
  std::span<const VersionRow> only_with;
  std::string_view why;
  bool no_library_reads_it = false;
  /// Calls (dotted names, `*` as in calls of models) in which one of the keywords says what the variable
  /// says.
  Texts calls, keywords;
  std::string_view good, bad;  // instructions of a Dockerfile: without and with the bad effect
};

/// What takes a guard of a library away, apart from arguments and environment variables.
struct GuardRow {
  std::string_view name;  // how findings call the guard: "check_torch_load_is_safe"
  Texts assignments;      // dotted names (`*` as in calls) that are replaced
  /// A functools.partial that fixes this keyword at `safe_value` keeps the guard, and what other replacements
  /// do is not known; empty: every replacement takes it away.
  std::string_view keyword, safe_value;
  Texts calls;          // dotted names of calls
  int most_items = -1;  // a call whose first argument is a list of so many names is harmless
  /// Words of the library's source. Text with one of them that `editors` (programs) or `edit_calls` (last
  /// names of Python calls) rewrite takes the guard out.
  Texts edits, editors, edit_calls;
  Texts answers;         // programs that answer every prompt of the Python that they are piped into
  Texts python_options;  // options of the interpreter
  Texts options;         // options of any program
  std::span<const VersionRow> only_with;  // as for variables
  std::string_view why;
  std::string_view alternative;
  bool shell = false;  // `good` and `bad` are shell commands, else Python
  std::string_view good, bad;
};

/// Base images of which something is known: their own ENTRYPOINT, which a Dockerfile that names only CMD, or
/// nothing, starts; the version of a package by their tag.
struct ImageRow {
  Texts images;  // globs on registry and repository: "docker.io/vllm/vllm-openai"
  Texts tags;    // globs on the tag; empty: every tag
  Texts entrypoint;
  std::string_view package;    // a Python package whose version the tag begins with
  std::string_view good, bad;  // Dockerfiles
};

/// All rows of one source.
struct Tables {
  std::span<const ModelApi> models;
  std::span<const LoadApi> loads;
  std::span<const WriteApi> writes;
  std::span<const ProcessApi> processes;
  std::span<const Runner> runners;
  std::span<const VariableRow> variables;
  std::span<const GuardRow> guards;
  std::span<const ImageRow> images;
};

/// The rows that are part of the program.
const Tables& builtin();

/// Whether `dotted` is matched by `pattern`, in which `*` stands for any text, dots included.
bool matches(std::string_view pattern, std::string_view dotted);

}  // namespace dockgate::catalog
