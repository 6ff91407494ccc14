#pragma once
// From index.json or manifest.json to what each image consists of.

#include <string>
#include <vector>

#include "oci/blobs.hpp"
#include "oci/image.hpp"

namespace dockgate::oci {

/// Where one layer lies.
struct LayerBlob {
  std::string name;     // for Blobs::find()
  std::string digest;   // of the blob as it lies there, "sha256:…"; "" where nothing says it
  std::string diff_id;  // of the unpacked layer
};

struct ImageParts {
  Image image;  // without files and models
  std::vector<LayerBlob> layers;
};

/// Every image that the archive names. An OCI layout has `index.json` (nested indexes are followed), an older
/// `docker save` only `manifest.json`. What is wrong with one image is in its `problems`.
Result<std::vector<ImageParts>> read_index(const Blobs& blobs);

}  // namespace dockgate::oci
