#pragma once
// What an image archive holds, read without unpacking it to disk: an OCI image layout (folder or tar) or what
// `docker save` writes. OCI image-spec 1.1; moby, image/spec/specs-go/v1.3.md.

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::oci {

/// A file of the image's file system once all layers lie over each other.
struct ImageFile {
  std::string path;  // in the image, without a leading `/`; may hold any bytes
  std::uint64_t bytes = 0;
  std::string sha256;
  bool weights = false;  // its name or its content says so; the next three then say what it is
  std::string format, verdict, why;
  bool runs_code = false;  // the format may hold code that runs on load
};

/// A repository in the hub's cache of the image, at one commit.
struct HubModel {
  std::string kind;                                        // model, dataset, space
  std::string id;                                          // "org/name"
  std::string revision;                                    // the name of its folder below `snapshots`
  std::vector<std::pair<std::string, std::string>> files;  // name and SHA-256, sorted
};

struct Image {
  std::vector<std::string> names;      // "example/api:1.2", sorted
  std::string platform;                // "linux/amd64", or ""
  std::string manifest;                // "sha256:…"; "" in an archive without one
  std::string config;                  // "sha256:…", which docker calls the image's ID
  std::string base_name, base_digest;  // org.opencontainers.image.base.*, where somebody wrote them
  std::vector<std::string> layers;     // diff IDs, "sha256:…", the lowest first
  std::vector<ImageFile> files;        // weights, files of the hub's cache, and those asked for; by path
  std::vector<HubModel> models;        // sorted
  std::vector<std::string> problems;   // what does not fit, or could not be read
};

struct ReadOptions {
  std::set<std::string, std::less<>> asked;  // names of files whose digests are wanted, whatever they hold
  /// Runs a task for each index below the count, from several threads or one; null: one after the other.
  std::function<void(std::size_t, const std::function<void(std::size_t)>&)> for_each;
  std::uint64_t scanned_bytes = 512u << 20;  // a file of a compressed layer above that is hashed, not scanned
  std::uint64_t unpacked_bytes = std::uint64_t{4} << 30;  // of a layer, or a hundred times its packed size
  std::uint32_t members = 2'000'000;                      // of one layer
};

/// Reads every image of `path`, attestations left out; sorted by platform, then by digest. Layers are applied
/// as containerd applies them: whiteouts and opaque folders hide what lies below, hard links are followed.
/// Digests of manifests, configurations and layers are computed and compared. Fails when it is no such
/// archive, or none that can be read.
Result<std::vector<Image>> read(const FileTree& tree, std::string_view path, const ReadOptions& options = {});

}  // namespace dockgate::oci
