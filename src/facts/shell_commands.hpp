#pragma once
// The commands that a build runs and that its image starts, seen through wrappers, shells and the shell
// scripts of the context.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "build/build.hpp"
#include "catalog/apis.hpp"
#include "facts/facts.hpp"
#include "shell/script.hpp"

namespace dockgate::facts {

/// One simple command on its way from an instruction of the Dockerfile.
struct RunCommand {
  const build::Command* command = nullptr;  // the RUN, CMD, ENTRYPOINT or HEALTHCHECK that leads here
  shell::Command shell;
  int stage = -1;
  Phase phase = Phase::build;
  std::vector<Step> trace;  // the instruction first, then each script; empty when it stands in the Dockerfile
  /// Context path of the script that holds it, "" for the Dockerfile itself or a file made in the image.
  std::string file;
  /// Image path of that script, "" for the Dockerfile itself.
  std::string image_file;
  std::string workdir;  // absolute image path in which it runs, after `cd`; normalised, with a leading `/`
  bool workdir_known = true;
  /// What stands in the image when it runs, files that earlier commands wrote included.
  std::shared_ptr<const build::FileMap> files;
  std::vector<std::string>
      piped_to;  // programs that get its output: further down the pipeline, or `sh -c "$(…)"`
  std::vector<std::string> run_by;  // those that run it as code
  bool errexit = false;             // of the shell text that holds it
  bool pipefail = false;
};

/// A shell script that commands of the image reach, or that could not be read.
struct ReachedScript {
  std::string file;  // context path; "" for one made in the image
  std::string image_file;
  SourcePtr source;
  int stage = -1;
  Phase phase = Phase::build;
  std::vector<Step> trace;
};

struct ShellCommands {
  std::vector<RunCommand> commands;  // by stage and instruction, in the order in which they would run
  std::vector<ReachedScript> scripts;
  std::vector<Problem> not_judged;  // shell text that could not be read
  /// Per stage, by index: what stands in the image at its end, files written by commands included.
  std::vector<std::shared_ptr<const build::FileMap>> files;
  /// The starts of base images, which stand in no instruction; `commands` point at them.
  std::shared_ptr<std::deque<build::Command>> base_starts = std::make_shared<std::deque<build::Command>>();
  bool waiting = false;  // nothing runs them: they stand in scripts that only ship
};

/// All commands of all stages: of each RUN, and of ENTRYPOINT with CMD and HEALTHCHECK in force at a stage's
/// end. Where the file sets no ENTRYPOINT and the base image is one of `images`, that one's stands in for it.
/// Scripts are followed at most 8 deep, each at most once for an instruction, 200 in all.
/// What `memo`, where there is one, has of an earlier build is taken from there.
class RunMemo;
ShellCommands shell_commands(const build::Build& build,
                             std::span<const catalog::Tables> tables = {&catalog::builtin(), 1},
                             RunMemo* memo = nullptr);

/// Of a script that is read.
inline constexpr std::uint64_t max_script_bytes = 4u << 20;

/// A file of the image whose content is known.
struct ImageFile {
  text::MappedText text;
  std::string file;        // context path; "" for one made in the image
  std::string image_file;  // absolute image path
};

/// The file at the absolute image path `path` in `files`, followed through COPY --from into `stages` (one map
/// a stage, by index; may be shorter). Nothing when the Dockerfile does not put it there or it is above 4
/// MiB. `looked`, where given, is set when the Dockerfile puts something there.
std::optional<ImageFile> open_image_file(const build::Build& build, const build::FileMap& files,
                                         const std::vector<std::shared_ptr<const build::FileMap>>& stages,
                                         std::string_view path, bool* looked = nullptr);

/// The files that the build puts at paths that one of `globs` matches, at most 200.
std::set<std::string> placed_files(const build::Build& build, const build::FileMap& files,
                                   const std::vector<std::string_view>& globs);

/// `path` seen from the absolute image path `workdir`: absolute and normalised ("/" when it leads above).
std::string image_path(std::string_view workdir, std::string_view path);

/// The shell's view of the variables in `scope`: a declared value where it is known.
shell::Lookup scope_lookup(std::shared_ptr<const build::Scope> scope);

}  // namespace dockgate::facts
