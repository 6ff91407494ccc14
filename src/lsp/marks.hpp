#pragma once
// Links and hints that stand in a document by themselves.

#include <cstdint>
#include <string>
#include <vector>

#include "lsp/hover.hpp"
#include <dockgate/text.hpp>

namespace dockgate::lsp {

struct Link {
  Span span;
  std::string path;  // of a file, from the root of the tree
  std::string tooltip;
};
/// Of a Dockerfile: sources of COPY and ADD that are files, and the scripts and modules that its commands
/// run.
std::vector<Link> links(const Known& known, const FileTree& tree, std::string_view path);
/// Of a compose file: the Dockerfiles that its services name.
std::vector<Link> compose_links(const SourcePtr& source, const FileTree& tree, std::string_view path);

struct Hint {
  std::uint32_t offset = 0;
  std::string label, tooltip;
};
/// Of a Dockerfile: what an image reference with variables is in the end, and the boundary it is judged at.
std::vector<Hint> hints(const Known& known);

}  // namespace dockgate::lsp
