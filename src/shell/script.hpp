#pragma once
// Shell text to commands, by tree-sitter's bash grammar. Words are decoded (quotes removed, known variables
// replaced); every byte of them keeps its place in the file.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "text/mapped_text.hpp"

namespace dockgate::shell {

using text::MappedText;

struct Word {
  MappedText text;    // decoded; the unknown parts are left out
  bool known = true;  // false when a part could not be known: `missing` says which ("$FOO", "$(date)")
  std::string missing;
  std::vector<std::pair<std::size_t, std::string>> gaps;  // offsets in `text` where "$FOO" … is left out
  std::string assumed;  // "$REV" when the default of `${REV:-main}` stands for a variable that nothing sets
  bool quoted = false;  // some part was quoted
  Place at;             // the word as written
};

struct Redirect {
  enum class Kind { read, write, append, heredoc, herestring, other };
  Kind kind = Kind::other;
  int fd = -1;
  Word target;      // file name
  MappedText body;  // heredoc or herestring content
  bool body_known = true;
};

/// A variable that a script has put into the environment of the commands behind it.
struct Exported {
  std::string name;
  std::string value;
  bool known = true;  // false: `missing` says what the value depends on
  std::string missing;
  Place at;            // the assignment
  bool unset = false;  // it has been taken out of the environment
};

/// What a test compares the output of a command with: `[ "$(sha256sum f)" = "…" ]`.
struct Comparison {
  Word other;         // the other side
  bool equal = true;  // `=`, `==`; false: `!=`
};

/// One simple command, seen through wrappers.
struct Command {
  std::vector<std::pair<std::string, Word>> assignments;  // `X=1 python a.py`
  /// What the script has exported until here (`export X=1`, `set -a`, a variable that was in the environment
  /// before); null when nothing was.
  std::shared_ptr<const std::vector<Exported>> exported;
  std::vector<Word> words;  // words[0] is the program as written after unwrapping
  std::vector<Word>
      wrapped_by;  // programs it was unwrapped from, outermost first: sudo, env, exec, timeout …
  /// `xargs` or `parallel` with its options, where one gives the command its last words; else empty.
  std::vector<Word> fed_by;
  std::vector<Redirect> redirects;
  Place at;               // from the first word to the last, in the file
  int pipeline = 0;       // commands of one pipeline share this number …
  int pipe_position = 0;  // … and are counted from 0 within it
  int pipe_length = 1;
  enum class Joined {
    first,
    and_then,
    or_else,
    sequence,
    background
  } joined = Joined::first;     // to the one before
  bool ignore_failure = false;  // `|| true`, `|| :`
  int depth = 0;                // inside that many subshells, functions, loops, conditions
  bool conditional = false;     // inside if/while/case or after || : may not run
  bool in_function = false;     // body of a function: runs when called
  bool called = true;           // false: body of a function that the script never calls
  std::vector<Place> via;       // the calls of functions that led here, outermost first
  int iteration = 0;            // how often the same text gave a command before (loops, calls)
  bool nested_script = false;   // came out of `bash -c '…'`, `sh -lc`, `eval`, `bash <<EOF`
  std::string feeds;            // for `$( )`, `<( )`: the program that gets its output as a word or script
  /// For a command whose output a test compares, alone or at the end of a pipeline; else null.
  std::shared_ptr<const Comparison> compared;
  std::string workdir;  // where `cd` led before it, relative to the start; "" = unchanged
  bool workdir_known = true;
};

struct Script {
  std::vector<Command> commands;  // in order of appearance
  bool errexit = false;           // set -e
  bool pipefail = false;          // set -o pipefail
  std::vector<Problem> problems;  // parts that the grammar could not read
};

/// Value of a variable in force, or nothing when it is not known.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Text of the script that `source PATH` reads, from the folder `workdir` (relative to the start); nothing
/// when it is not at hand.
using Sources = std::function<std::optional<MappedText>(const Word& path, const std::string& workdir)>;

/// Reads `script` as bash (POSIX shells are read with the same grammar). Positional parameters are
/// `parameters` where given ("$@" expands to all). Nesting deeper than 200 and scripts above 4 MiB give a
/// problem instead. Loops over words that are known are walked once a word, functions once a call, all within
/// fixed bounds. With `sources`, what a sourced script sets is known behind it; its commands are not part of
/// the result.
Script parse(const MappedText& script, const Lookup& lookup, const std::vector<MappedText>& parameters = {},
             const Sources& sources = {});

/// Reads an exec-form argument list: the same unwrapping of sudo, env, tini, `sh -c` …, no shell syntax.
/// `missing`, by word, names what could not be known of it ("$FOO") and is left out, else is empty; it may be
/// shorter than `argv`.
Script from_argv(const std::vector<MappedText>& argv, const Lookup& lookup,
                 const std::vector<std::string>& missing = {});

/// The shells that dockgate reads: sh, bash, dash, ash, zsh, ksh (base name of the program).
bool is_shell(std::string_view program);

/// "python" for "/usr/bin/python", "apt-get" for "apt-get".
std::string program_name(const Word& word);

}  // namespace dockgate::shell
