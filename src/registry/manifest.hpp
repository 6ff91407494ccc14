#pragma once
// Manifests, indexes and configurations of images: OCI image-spec (manifest.md, image-index.md, config.md)
// and Docker's schema 2.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <dockgate/text.hpp>

namespace dockgate::registry {

/// In bytes: what registries have to take (distribution-spec, "Pushing Manifests").
inline constexpr std::uint64_t most_manifest = 4u << 20;

/// The types that are asked for, as the value of `Accept`.
std::string accepted_types();

struct Manifest {
  bool is_index = false;
  std::map<std::string, std::string> platforms;  // of an index: "linux/arm64/v8" → digest
  std::string config;                            // of a single manifest: digest of its configuration
  std::uint64_t config_bytes = 0;
};

/// Reads a manifest or index. `type` is the Content-Type that came with it, or ""; what the text says of
/// itself has to agree with it, and a text that can be read as both is refused
/// (github.com/opencontainers/image-spec, advisory GHSA-77vh-xpmg-72qh). Attestations and other entries
/// without a platform are left out of an index.
Result<Manifest> read_manifest(std::string_view bytes, std::string_view type);

struct ImageConfig {
  std::string platform;  // "linux/amd64", "" where it says none
  std::string created;   // as it says, RFC 3339; ""
};
Result<ImageConfig> read_config(std::string_view bytes);

}  // namespace dockgate::registry
