#pragma once
// Files and folders of the image that commands and programs of the build make: a name that stands there is a
// path, not a repository.

#include <string>
#include <string_view>
#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"
#include "facts/module_cache.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

struct MadePath {
  int stage = -1;
  std::string path;    // absolute image path
  bool filled = true;  // something is put into it; false: the folder alone is made (mkdir)
  Place at;
};

/// What RUN commands make: folders that downloads and clones are told to write to, targets of copies and
/// archives, outputs of downloads, mkdir. `phase`: of those that run then; what the start makes has the stage
/// -1.
std::vector<MadePath> made_by_commands(const ShellCommands& commands, Phase phase = Phase::build);

/// Whether a file or folder at `path` is among `made`, itself or something below it; or, apart from what
/// holds `workdir` as well, a folder above it that was filled.
bool is_made(const std::vector<MadePath>& made, std::string_view path, std::string_view workdir);

/// Turns the models whose name is a path that the build makes in their stage, its base stages or a stage that
/// it copies from, into local ones; and notes for those that the start fetches again what of a sealed image
/// is missing.
void settle_models(const build::Build& build, const std::vector<MadePath>& made,
                   std::vector<ModelFact>& models);

/// Says of the folders out of which a load runs code where they come from: the build context (`files`), a
/// command of the build (`made`), or neither, as far as is known.
void settle_trusted_folders(const build::Build& build, const std::vector<MadePath>& made,
                            const ContextFiles& files, std::vector<ModelFact>& models);

}  // namespace dockgate::facts
