#pragma once
// One layer: its members, and the digests of the files that matter.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "oci/image.hpp"
#include "oci/index.hpp"

namespace dockgate::oci {

struct LayerEntry {
  std::string path;    // normalised
  std::string target;  // of a link: normalised for a hard link, as written for a symbolic one
  char type = '0';     // as tar has it: '0' a file, '1' a hard link, '2' a symbolic link, '5' a folder …
  std::uint64_t bytes = 0;
  bool looked_at = false;  // the next ones are filled
  std::string sha256;
  bool weights = false;
  std::string format, verdict, why;
  bool runs_code = false;
};

struct LayerContent {
  std::vector<LayerEntry> entries;  // in the order of the layer, whiteouts included
  std::vector<std::string> problems;
};

/// What still has to be computed for a layer that is not compressed: each part on its own, in any order.
class LayerWork {
 public:
  virtual ~LayerWork() = default;
  virtual std::size_t parts() const = 0;
  /// Safe to call from several threads with different parts.
  virtual void run(std::size_t part) = 0;
  /// Once all parts have run.
  virtual LayerContent take() = 0;
};

/// `blob` has to outlive the result. A compressed layer is one part, since it can only be read from front to
/// back; any other has a part for its digest and one for each file that matters.
std::unique_ptr<LayerWork> layer_work(const LayerBlob& layer, std::string_view blob,
                                      const ReadOptions& options);

}  // namespace dockgate::oci
