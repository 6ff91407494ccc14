#pragma once
// The one pass over a Dockerfile that computes a Build; private to this folder. Its member functions stand in
// the file named after what they deal with: stages.cpp, variables.cpp, files.cpp, commands.cpp.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "build/build.hpp"
#include "build/ignore_file.hpp"
#include "build/persistent_map.hpp"

namespace dockgate::build {

/// Image folders that are known to exist. A copy shares what its original has.
class Folders {
 public:
  /// Adds the absolute path `path` and all folders above it.
  void add(std::string_view path);
  bool contains(std::string_view path) const { return path == "/" || paths_.contains(path); }

 private:
  struct Nothing {};
  PersistentMap<Nothing> paths_;
};

/// What an instruction of a stage sees and changes.
struct StageState {
  Scope variables;    // ARG and ENV
  Scope environment;  // ENV only
  FileMap files;
  Folders folders;
  std::string workdir = "/";
  bool workdir_known = false;
  bool workdir_set = false;      // by a WORKDIR of this file
  bool workdir_written = false;  // no variable was needed for it
  std::vector<std::string> shell{"/bin/sh", "-c"};
  bool shell_set = false;
  std::string user;
  std::optional<std::size_t> user_instruction;
  /// In force, shared with the stages below. `from_parent` of the command itself is of no meaning here.
  struct Slot {
    std::shared_ptr<const Command> command;
    bool from_parent = false;
  };
  Slot cmd, entrypoint, healthcheck;
  bool base_is_external = false;  // some image outside of this file lies below
};

/// A COPY or ADD source and where it goes, before the files are looked at.
struct CopyPlan {
  Placed placed;             // what all placements of the source have in common
  std::string destination;   // absolute
  bool into_folder = false;  // the destination is a folder for sure: it ends in a slash, or is known as one
  bool is_add = false;
  bool is_named = false;  // from a named context, to which the build's .dockerignore does not apply
};

class Resolver {
 public:
  Resolver(std::shared_ptr<const dockerfile::File> file, std::shared_ptr<const FileTree> context,
           Request request);
  Build run();

 private:
  using Instruction = dockerfile::Instruction;

  // stages.cpp
  void read_syntax_directive();
  void find_stages();
  void find_target();
  void read_from(Stage& stage);
  void read_platform(const Stage& stage, const Instruction& from);
  void begin_stage(Stage& stage);
  void end_stage(Stage& stage);
  void check_stage_names();
  int stage_named(std::string_view name) const;  // COPY --from: any case, the last one
  /// Notes that `stage` needs `other`; false, and a notice, when `other` does not stand before it.
  bool add_dependency(int other, std::string_view name, Place at);
  void report_forward_references();
  void mark_needed();
  /// Fills in the parsed reference of `use` unless it is a stage or scratch.
  static void read_reference(ImageUse& use);
  /// The stage that `--from=text` or `from=text` names, or an image; adds the ImageUse. -1 for an image.
  int read_source_stage(const MappedText& text, const Place& at, ImageUse::Role role, bool numbers);
  /// Puts what a named context of that name stands for in the place of the image.
  bool use_context(ImageUse& use, std::string_view name) const;
  /// Where COPY and bind mounts with the `from` that was read last take their files: the stage `other`, the
  /// folder of a named context, or an image, of which nothing is known.
  void set_source(Placed& placed, int other) const;

  // variables.cpp
  void set_predefined();
  void read_globals();
  void on_arg(const Instruction& instruction);
  void on_env(const Instruction& instruction);
  void on_label(const Instruction& instruction);
  void on_expose(const Instruction& instruction);
  /// Expands in the current stage and writes the notices of BuildKit's UndefinedVar and of expansion errors.
  Expanded expanded(const MappedText& word);
  void note_expansion(const Expanded& result, const MappedText& word);
  Variable make_arg(const dockerfile::KeyValue& pair, const Scope& scope, bool global);
  const std::string* build_arg(std::string_view name) const;
  void add_trace(Variable& variable, const std::vector<Variable>& used, Place at, std::string line) const;

  // files.cpp
  void read_ignore_file();
  void on_copy(const Instruction& instruction, bool is_add);
  void on_workdir(const Instruction& instruction);
  void copy_local(CopyPlan plan, std::string_view source, bool parents);
  void copy_remote(CopyPlan plan, std::string_view source, bool git);
  void copy_heredoc(CopyPlan plan, const dockerfile::Heredoc& heredoc);
  void place(const CopyPlan& plan, std::string source);
  void place_matches(const CopyPlan& plan, std::string_view pattern);
  void add_placed(Placed placed);
  void note_ignored_source(std::string_view source, bool is_add, Place at);
  std::optional<EntryKind> source_kind(const Placed& placed, std::string_view source) const;
  std::vector<std::string> children(const Placed& placed, std::string_view folder) const;
  std::string absolute(std::string_view path) const;
  /// A here-document's body as it is used: with `<<-`, leading tabs are gone.
  MappedText body_of(const dockerfile::Heredoc& heredoc) const;

  // commands.cpp
  /// The command of a RUN, without the files that it sees.
  Command run_command(const Instruction& instruction, const std::vector<dockerfile::Heredoc>& heredocs) const;
  void on_run(const Instruction& instruction);
  void on_trigger(const Instruction& onbuild);
  void on_start_command(const Instruction& instruction, CommandKind kind);
  void note_replaced(const StageState::Slot& slot, const std::string& keyword);
  void on_healthcheck(const Instruction& instruction);
  void note_shell_form(const std::string& name, const Instruction& instruction);
  void on_shell(const Instruction& instruction);
  void on_user(const Instruction& instruction);
  void read_mounts(const Instruction& instruction, FileMap& files);
  void note_made_folders(std::string_view script);
  void apply_request(StageState& state);

  // resolve.cpp
  void dispatch(const Instruction& instruction);
  void note(std::string kind, std::string name, std::string message, Place at, bool base_decides = false);
  /// A notice about `word`, which would be `correct`; where the file has other bytes, they stay as they are.
  void note_word(std::string kind, const MappedText& word, std::string message, std::string correct);
  void note_at(std::size_t instruction, std::string kind, std::string name, std::string message, Place at);

  const Instruction& from_of(const Stage& stage) const { return build_.file->instructions[stage.from]; }
  char escape() const { return build_.file->escape; }

  Build build_;
  Scope default_globals_;                           // as if no build arguments were given
  std::set<std::string, std::less<>> set_in_file_;  // by ARG and ENV so far, in whichever stage
  std::vector<StageState> states_;
  std::vector<std::vector<const Instruction*>> triggers_;  // ONBUILD, by stage
  std::shared_ptr<const IgnoreFile> ignore_ = std::make_shared<const IgnoreFile>();

  // Where the pass stands.
  StageState* state_ = nullptr;
  int stage_ = -1;
  std::size_t instruction_ = 0;

  struct ForwardReference {
    int stage = 0, other = 0;
    std::size_t instruction = 0;
    std::string name;
    Place at;
  };
  std::vector<ForwardReference> forward_references_;
  std::vector<std::vector<int>> dependencies_;  // by stage
  std::map<std::string, int, std::less<>> last_stage_by_name_;
  std::map<std::string, int, std::less<>> nearest_stage_by_name_;  // of the stages before the current one
  std::size_t inherited_bytes_ = 0;  // text of commands that stages have from others
  std::size_t triggers_run_ = 0;
  std::size_t placed_count_ = 0;
  bool placed_too_many_ = false;
};

/// Words of a COPY or RUN flag's value, with their places: the part of `--name=value` behind the `=`.
MappedText flag_value(const dockerfile::Flag& flag);

}  // namespace dockgate::build
