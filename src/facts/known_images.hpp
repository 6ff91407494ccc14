#pragma once
// What the catalogue knows of images by their names, kept for the builds of one run.

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "build/build.hpp"
#include "catalog/maintainers.hpp"

namespace dockgate::facts {

struct KnownImage {
  std::string_view maintainer;  // or ""
  catalog::Lookalike lookalike;
  const catalog::Unmaintained* unmaintained = nullptr;
};

/// The image that is named, also where its tag alone is not known: `vllm/vllm-openai:${TAG}`.
std::optional<image::Reference> reference_of(const build::ImageUse& image);

/// The Dockerfiles of a run name the same few images, and a name is held against thousands of patterns: the
/// last answers are kept. Safe to use from several threads.
class KnownImages {
 public:
  /// `name`: "docker.io/nvidia/cuda".
  KnownImage find(const std::string& name);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, KnownImage> answers_;
};

}  // namespace dockgate::facts
