#pragma once
// The files of an image archive by name, whether they lie in a folder or in a tar.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <dockgate/text.hpp>

namespace dockgate::oci {

class Blobs {
 public:
  virtual ~Blobs() = default;
  /// The bytes of `name` ("blobs/sha256/…", "manifest.json") for as long as the result lives. Safe to call
  /// from several threads.
  virtual std::optional<MappedFile> find(std::string_view name) const = 0;
  /// Whether what was read so far is still what lies on the disk.
  virtual bool unchanged() const = 0;
};

/// A folder of `tree`.
std::unique_ptr<Blobs> folder_blobs(const FileTree& tree, std::string folder);

/// A tar in memory. Links within it are followed, as older versions of docker write them for layers that
/// stand twice. Fails on what is no tar.
Result<std::unique_ptr<Blobs>> tar_blobs(MappedFile archive);

}  // namespace dockgate::oci
