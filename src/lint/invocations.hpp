#pragma once
// Compose, bake and cog files as inputs: which Dockerfiles they ask for, and how.

#include <string>
#include <string_view>
#include <vector>

#include "build/invocation.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lint {

/// Whether a file of this name (its last path part) is read as a build file when a folder is searched: the
/// names that docker looks for by itself, and what people call their variants (`docker-compose.gpu.yml`).
/// Override files count as well: they are read together with what they override.
bool is_build_file_name(std::string_view name);

struct Asked {
  std::vector<LintInput> inputs;  // each build once, in the order of the files
  std::vector<NotJudged> not_judged;
};

/// What the build files `paths` of `tree` ask for. The bake files of one folder are read as one. Bounded in
/// the number of builds of one file.
Asked read_build_files(const std::shared_ptr<const FileTree>& tree, const std::vector<std::string>& paths);

/// The same for two inputs that are one and the same build; begins with the display path.
std::string input_key(const LintInput& input);

/// Leaves out inputs that are there already, and Dockerfiles by themselves whose last stage a build file asks
/// for. Sorts by path; the builds of one Dockerfile keep their order.
void keep_each_once(std::vector<LintInput>& inputs);

/// `request` with what the command line says over it.
build::Request with_options(build::Request request, const LintOptions& options);

}  // namespace dockgate::lint
