#pragma once
// Where a manifest stands, by what the user names.

#include <cstdint>
#include <optional>
#include <string>

#include "cli/options.hpp"
#include "cli/workspace.hpp"

namespace dockgate::cli {

inline constexpr std::uint64_t largest_manifest = 64u << 20;

/// The file that `manifest write` writes: that of `--manifest`, else the one in the folder that is named, or
/// in the folder of the Dockerfile that is named; with none or several of them, in the working folder.
std::string manifest_to_write(const Options& options, Workspace& workspace);

/// The manifest of what is named: that of `--manifest`, else the nearest one upward. Nothing when there is
/// none.
std::optional<Located> manifest_to_read(const Options& options, Workspace& workspace);

/// Whether only Dockerfiles are named and no folders: then other builds of a manifest are none of the run's.
bool names_files_only(const Options& options, Workspace& workspace);

/// The folder of a display path.
std::string folder_of(const std::string& file);

}  // namespace dockgate::cli
