#pragma once
// Looks rows up by what a program calls.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "catalog/apis.hpp"
#include "catalog/commands.hpp"

namespace dockgate::catalog {

/// What a text mentions, by its words alone; where something is false, the text does not do it.
struct Mentions {
  /// The last part of some row's call; of parts that are common words (`load`), the library too. Or how
  /// something may be called whose name is not written out.
  bool matters = false;
  /// The latter: code in texts is run, or a library is named and something is looked up by a name that is put
  /// together.
  bool hides = false;
  bool process = false;  // a function that starts programs
  bool program = false;  // a program that fetches
  bool write = false;    // a function that makes files or folders
  bool sets = false;     // a guard, or a variable that counts when a program sets it; only where it matters
};

/// The rows of several sources, found by the last part of a dotted name. Immutable after construction.
/// The tables have to outlive the index.
class Index {
 public:
  /// Rows of earlier tables win over equally specific ones of later tables. `commands` are the programs that
  /// Python may start; they have to outlive the index too.
  explicit Index(std::span<const Tables> sources, std::span<const CommandRow> commands = {});

  /// The row that the call of `callee` means: the most specific pattern that matches the dotted name, else
  /// one whose `methods` name the last part and whose `bases` match one of `bases`, else, where
  /// `unknown_receiver` is true, one that takes any receiver. Null when no row is meant.
  const ModelApi* model(std::string_view callee, std::span<const std::string> bases,
                        bool unknown_receiver) const;
  /// The same for loads: `callee`, the method of that name of one of `bases`, or one of `bases` where it is
  /// the name of a class (`class Mine(Unpickler)`).
  const LoadApi* load(std::string_view callee, std::span<const std::string> bases = {}) const;
  const WriteApi* write(std::string_view callee) const;
  const ProcessApi* process(std::string_view callee) const;
  /// Whether what a call of `callee` gives is the path of something that it has made or found.
  bool gives_path(std::string_view callee) const;
  std::span<const CommandRow> commands() const { return commands_; }
  /// The rows of runners that name `program`, those of earlier tables first.
  std::span<const Runner* const> runners(std::string_view program) const;
  /// Names of keywords that let code of a repository run, whatever takes them (`trust_remote_code`).
  const std::vector<std::string_view>& trust_keywords() const { return trust_keywords_; }
  /// The row of the environment variable `name`: one that names it as it is before one with a glob.
  const VariableRow* variable(std::string_view name) const;
  /// Whether assigning to something of that last name can take a guard away.
  bool may_assign_guard(std::string_view last) const { return guard_assignments_.contains(last); }
  /// Whether a keyword of the call says what an environment variable says.
  bool sets_variable(std::string_view callee) const;
  /// The row of the guard that assigning to `target` replaces, or that calling `callee` takes away.
  const GuardRow* guard_assignment(std::string_view target) const;
  const GuardRow* guard_call(std::string_view callee) const;

  /// Whether some row is about a call whose last part is `name`.
  bool knows_last_part(std::string_view name) const { return last_parts_.contains(name); }
  /// Whether a function with this last name is worth looking for under other names: not one that only makes
  /// files.
  bool knows_other_names(std::string_view name) const {
    return last_parts_.contains(name) && !only_writes_.contains(name);
  }
  /// The libraries (beginnings of their names) one of which a file has to name for a call written with this
  /// last part to be theirs, or the function in them that it edits; none where the part says enough by
  /// itself.
  std::span<const std::string_view> libraries_of(std::string_view last) const;
  /// Whether a call whose callee has this dotted name may be a load, or take a guard away.
  bool may_mean(std::string_view dotted) const;
  /// Whether a call of something with this last name may start a program.
  bool may_start(std::string_view last) const { return processes_.contains(last); }
  bool may_write(std::string_view last) const { return writes_.contains(last); }
  Mentions mentions(std::string_view bytes) const;
  /// Whether `name` is the first part of a call of some row: a library, not a module of the program.
  bool is_library(std::string_view name) const { return libraries_.contains(name); }

  std::span<const Tables> sources() const { return sources_; }

 private:
  struct ModelPattern {
    std::string_view pattern;
    const ModelApi* row;
  };
  struct LoadPattern {
    std::string_view pattern;
    const LoadApi* row;
  };
  void add_call(std::string_view pattern);
  void add_library(std::string_view pattern);
  void add_programs();
  void add_trust_keywords(const Parameter& trust);
  static bool names_program(std::string_view bytes, std::size_t begin,
                            const std::vector<std::string_view>& programs);
  void add_settings(const Tables& source);
  bool assigns_common(std::string_view bytes) const;

  std::vector<Tables> sources_;
  std::span<const CommandRow> commands_;
  std::vector<std::string_view> programs_, trust_keywords_;
  std::unordered_map<std::string_view, std::vector<const Runner*>> runners_;  // by program
  std::unordered_map<std::string_view, const VariableRow*> variables_;        // by names without a star
  std::vector<std::pair<std::string_view, const VariableRow*>> variable_globs_;
  std::unordered_set<std::string_view> processes_;          // last parts
  std::unordered_set<std::string_view> guard_assignments_;  // last parts
  std::unordered_set<std::string_view> writes_;             // last parts
  std::unordered_set<std::string_view> only_writes_;        // last parts of no other rows
  std::unordered_map<std::string_view, std::vector<ModelPattern>> models_;
  std::unordered_map<std::string_view, std::vector<LoadPattern>> loads_;
  std::unordered_map<std::string_view, std::vector<const ModelApi*>> methods_;
  std::unordered_set<std::string_view> last_parts_, libraries_;
  /// What mentions() has to know of a word.
  struct Word {
    bool needle = false;  // the last part of a row's call, or what else counts by itself
    std::vector<std::string_view>
        libraries;  // one of them has to be named as well; an empty list: none has to
    std::vector<std::string_view> programs;  // that begin with it
    bool library = false, process = false, write = false, sets = false;
    bool hides = false;  // may be how something is called whose name is not written out
  };
  std::unordered_map<std::string_view, Word> words_;
};

}  // namespace dockgate::catalog
