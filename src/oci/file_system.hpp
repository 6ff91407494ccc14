#pragma once
// Layers laid over each other.

#include <map>
#include <string>
#include <vector>

#include "oci/image.hpp"
#include "oci/layer.hpp"

namespace dockgate::oci {

class FileSystem {
 public:
  /// Lays a layer over those that are there. Its whiteouts (`.wh.NAME`, `.wh..wh..opq`) hide only what lies
  /// below it, wherever they stand in the layer.
  void apply(LayerContent&& layer);
  /// The files that were looked at, by path.
  std::vector<ImageFile> files() const;
  /// What the hub's cache holds below `…/models--ORG--NAME/snapshots/COMMIT/`.
  std::vector<HubModel> models() const;
  /// What a symbolic link could not be followed to, and the like.
  std::vector<std::string> take_problems() { return std::move(problems_); }

 private:
  void remove(const std::string& path);
  void remove_below(const std::string& folder);
  const LayerEntry* resolve(const std::string& path) const;

  std::map<std::string, LayerEntry> entries_;
  std::vector<std::string> problems_;
};

}  // namespace dockgate::oci
