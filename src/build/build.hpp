#pragma once
// What a Dockerfile means together with its context: stages, variables with their origin, which files stand
// where in the image, and the commands that run at build time and at start.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "build/file_map.hpp"
#include "build/scope.hpp"
#include "dockerfile/syntax.hpp"
#include "image/reference.hpp"

namespace dockgate::build {

/// The text of a word after expansion.
struct Expanded {
  MappedText text;    // every byte still maps to the Dockerfile
  bool known = true;  // false: some variable had no value; `missing` names it
  std::string missing;
  std::vector<Variable> used;          // the variables that the text depends on, in order of use
  std::vector<std::string> undefined;  // names that were not set at that point, each once
  std::vector<Place> undefined_at;     // and where each of them stands
  std::vector<std::string> errors;     // BuildKit's expansion errors (`${X?msg}` unset, bad modifier …)
};

enum class CommandKind { run, cmd, entrypoint, healthcheck };

/// RUN, CMD, ENTRYPOINT or HEALTHCHECK CMD in force, unparsed.
struct Command {
  CommandKind kind = CommandKind::run;
  std::size_t instruction = 0;  // index into File::instructions
  bool exec_form = false;
  std::vector<MappedText> argv;  // exec form
  /// By word of `argv`: what has no value and is left out of it ("$NAME"), else "". May be shorter than
  /// `argv`.
  std::vector<std::string> missing;
  MappedText script;               // string form; a here-document body when that is the script
  std::vector<std::string> shell;  // the SHELL in force, or the interpreter of a here-document's `#!`
  std::string workdir;             // absolute image path; "/" where unknown
  bool workdir_known = true;       // false when the base image decides or a variable is unknown
  /// Variables in force: for RUN those of the build at that point; for commands of the running container its
  /// environment, which is that of the end of the stage and knows no ARG.
  std::shared_ptr<const Scope> scope;
  /// What stands in the image: for RUN at that point, bind mounts included; else at the end of the stage.
  std::shared_ptr<const FileMap> files;
  bool from_parent = false;   // CMD/ENTRYPOINT inherited from an earlier stage of the file
  bool onbuild = false;       // the RUN of an ONBUILD, for builds on top of the image
  bool from_request = false;  // put over the image's own by compose; argv points into that file
};

/// A name to which a compose or bake file binds something else than the image of that name
/// (`additional_contexts`, `contexts`).
struct NamedContext {
  enum class Kind {
    image,      // `docker-image://value`
    folder,     // `value` from the root of the tree, "" is the root; as written where `out_of_tree`
    build,      // what another service or target builds: its name
    elsewhere,  // a git repository, an archive, an OCI layout: its address
    unknown     // depends on the variable `value`, which is not known
  };
  std::string name;  // as written
  Kind kind = Kind::unknown;
  std::string value;
  Place at;                  // where the file says so
  bool out_of_tree = false;  // a folder above the tree, or an absolute path
  /// Of a folder that lies in the build's own context: its path from there.
  std::optional<std::string> inside = std::nullopt;
};

struct ImageUse {
  enum class Role { base, copy, mount, add, syntax };
  Role role = Role::base;
  std::size_t instruction = 0;  // for syntax: of no meaning
  int stage = -1;
  Expanded text;          // before normalisation
  Place at;               // the reference as written
  bool is_stage = false;  // names an earlier stage: `stage_index`
  int stage_index = -1;
  bool is_scratch = false;
  /// What a named context puts in the place of the image; `text` and `reference` are those of the image that
  /// it names, if it names one.
  std::optional<NamedContext> context;
  std::optional<image::Reference> reference;  // nothing when malformed, unresolved, a stage, scratch
  std::optional<image::ReferenceError> error;
};

struct Stage {
  int index = 0;
  std::string name;  // lower case as BuildKit has it; "" when unnamed
  Span name_span;
  std::size_t from = 0;                      // index of the FROM instruction
  std::size_t end = 0;                       // one past its last instruction
  int base_stage = -1;                       // FROM an earlier stage
  std::size_t base_image = 0;                // index into Build::images
  bool shipped = false;                      // its file system ends in the image that is built
  bool needed = false;                       // built at all for the target
  bool replaced = false;                     // a named context stands for it: its instructions do not run
  std::shared_ptr<const Scope> scope;        // of the build, at the end of the stage
  std::shared_ptr<const Scope> environment;  // of the container: ENV only
  std::shared_ptr<const FileMap> files;      // at the end of the stage
  std::string workdir = "/";
  std::string user;  // last USER in force, inherited from an earlier stage; "" = base image's
  std::optional<std::size_t> user_instruction;
  std::vector<std::size_t> runs;  // indices into Build::commands, in order
  std::optional<std::size_t> entrypoint, cmd,
      healthcheck;  // in force at the end, indices into Build::commands
};

/// How one invocation asks for the build.
struct Request {
  std::vector<std::pair<std::string, std::string>> build_args;
  Origin build_args_origin = Origin::build_arg;
  std::string target;                    // "" = last stage
  std::string platform = "linux/amd64";  // for which it is built
  std::vector<NamedContext> contexts;
  /// `<name of the Dockerfile>.dockerignore` beside the Dockerfile, if there is one and it was read. Without
  /// it, the file is looked for in the context.
  SourcePtr ignore_file;
  /// Commands and variables that compose or bake put over the image's own.
  std::optional<std::vector<std::string>> command, entrypoint;
  std::vector<std::string> command_missing, entrypoint_missing;  // as Command::missing
  /// Where the words stand, one by one, where that is known; else at `command_at`, `entrypoint_at`.
  std::vector<Place> command_places, entrypoint_places;
  std::vector<std::pair<std::string, std::string>> environment;
  /// Arguments and variables that are set to a value which nothing fixes, and what is missing: `TAG:
  /// ${RELEASE}` in a compose file without RELEASE.
  std::vector<std::pair<std::string, std::string>> unknown_args, unknown_environment;
  /// Where variables of the environment stand, by name; one that is not here stands at `environment_at`.
  std::vector<std::pair<std::string, Place>> environment_places;
  const Place& environment_place(std::string_view name) const;
  std::string label;  // "bake target api", "" for a plain Dockerfile
  Place command_at, entrypoint_at, environment_at,
      build_args_at;  // where the request says so, if a file does
};

/// Observations that BuildKit's checks and hadolint's rules speak of but that are no facts of their own
/// elsewhere.
struct Notice {
  std::string kind;  // "undefined-variable", "expansion-error", "stage-cycle" …
  std::string name;
  std::string message;
  std::size_t instruction = 0;
  Place at;
  /// The notice holds unless the base image, which is not looked at, says otherwise (it may set the
  /// variable).
  bool base_decides = false;
  std::string correct = {};  // what `at` would be written as, "" where that is not known
  /// Of ENV: another pair of the instruction sets the variable, and no ARG or ENV further up in the file
  /// does.
  bool set_beside = false;
};

struct Build {
  std::shared_ptr<const dockerfile::File> file;
  std::shared_ptr<const FileTree> context;
  std::string context_path;  // display path of the context's root
  Request request;
  Scope globals;  // ARGs before the first FROM, after build arguments, and the predefined ones
  std::vector<Stage> stages;
  std::vector<ImageUse> images;            // in file order
  std::vector<Command> commands;           // in file order
  std::vector<Command> triggers;           // RUN of ONBUILD, in file order; no build of this file runs them
  std::vector<std::size_t> shipped_order;  // stages whose file systems make up the image, the lowest first
  int target_stage = -1;
  std::vector<Notice> notices;
  /// By instruction: the variables in force after it; after a FROM, those at the beginning of the stage.
  std::vector<Scope> after;
  /// The variables that the instruction itself sees. For FROM, those of the global ARGs.
  const Scope& before(std::size_t instruction) const;
  const Stage* stage_of(std::size_t instruction) const;
};

/// Computes what `file` builds. `context` may be null (standard input without a folder). Never fails: what
/// cannot be known is marked so.
Build resolve(std::shared_ptr<const dockerfile::File> file, std::shared_ptr<const FileTree> context,
              Request request);

/// Expands `word` in `scope` by BuildKit's rules (docs/dockerfile.md) with `escape` as the escape character.
Expanded expand(const MappedText& word, const Scope& scope, char escape);

}  // namespace dockgate::build
