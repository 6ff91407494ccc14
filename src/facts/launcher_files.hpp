#pragma once
// Programs that start other programs by what their configuration says: supervisord, Procfile runners, make,
// s6.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/script.hpp"

namespace dockgate::facts {

/// The files that `command` reads, by their paths as written (relative ones from its working folder); empty
/// for programs that are no launcher. Some of them may be missing.
std::vector<std::string> launcher_files(const shell::Command& command);

/// The folder that an option makes it work in (`make -C build`), relative to its own; "" without one.
std::string launcher_workdir(const shell::Command& command);

/// Globs on image paths of further files that it usually reads, through its main file of the distribution.
std::vector<std::string_view> launcher_folders(const shell::Command& command);

/// Globs on the paths of files that `configuration` includes, relative ones from its own folder.
std::vector<std::string> included_files(const shell::Command& command, const text::MappedText& configuration);

/// Whether what is included is part of the file that includes it, and not read for itself.
bool joins_includes(const shell::Command& command);

/// Whether those files say what one project does (`make`, `npm`), so that one of the same name elsewhere is
/// of another.
bool reads_own_project(const shell::Command& command);

/// One command of a launcher's configuration.
struct Launched {
  text::MappedText text;  // shell text
  std::string workdir;    // "": that of the launcher
  std::vector<std::pair<std::string, std::string>> environment;
};

/// The commands in `configuration`, which `command` reads; `included` is part of it, see joins_includes().
std::vector<Launched> launched_commands(const shell::Command& command, const text::MappedText& configuration,
                                        std::span<const text::MappedText> included = {});

/// Folders of services that `command` starts, as globs on image paths of the scripts that are run: s6, runit,
/// and the like.
std::vector<std::string_view> service_scripts(const shell::Command& command);

}  // namespace dockgate::facts
