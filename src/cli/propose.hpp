#pragma once
// A policy out of what a tree looks like.

#include <string>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::cli {

struct Proposal {
  std::string text;                // a whole .dockgate.yaml, which is valid
  std::vector<std::string> found;  // what it was proposed from, a line each
};

/// Looks at folders by their names (notebooks, experiments, tools, deploy, services …) and at compose and
/// bake files, three levels deep, and proposes a boundary for each.
Proposal propose(const FileTree& tree);

}  // namespace dockgate::cli
