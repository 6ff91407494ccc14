#pragma once
// How compose and bake files ask for builds.

#include <string>
#include <vector>

#include "build/build.hpp"

namespace dockgate::build {

/// Where a line of a Dockerfile comes from that was made out of something else: out of the image of a compose
/// service, out of a cog.yaml.
struct MadeLine {
  Place at;                 // without a source: nobody wrote it
  std::uint32_t added = 0;  // so many bytes at its beginning nobody wrote
};

/// One build that a file asks for. Paths are normalised and relative to the root of the tree that was read.
struct Invocation {
  std::string dockerfile;       // "" when it is inline
  SourcePtr inline_dockerfile;  // a Dockerfile written into the file itself or made out of it, else null
  Place inline_at;              // where that text stands; of one that was made, the whole that it stands for
  std::vector<MadeLine> made_of;  // of a Dockerfile that was made: its lines, in order
  bool only_with_models = false;  // an image that is only started: nothing to say where that loads no model
  std::string context;            // the folder; "" is the root
  Request request;                // `label` says who asks: "compose service api", "bake target api"
  Place at;                       // the name of the service or target
};

struct Invocations {
  std::vector<Invocation> builds;  // in the order of the file
  /// What could not be followed: syntax errors, remote contexts, variables that nothing sets. Never silently
  /// dropped: show them to the user.
  std::vector<Problem> problems;
  bool readable = true;  // false: the file is not there, or not of its format; `problems` says why
};

/// Files of these names are read by themselves.
bool is_compose_file_name(std::string_view name);  // compose.yaml, docker-compose.yml …, not the overrides
bool is_bake_file_name(std::string_view name);     // docker-bake.hcl, docker-bake.json
bool is_cog_file_name(std::string_view name);      // cog.yaml, cog.yml

}  // namespace dockgate::build
