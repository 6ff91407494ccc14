#pragma once
// The bytes of a blob piece by piece, unpacked where it is compressed.

#include <memory>
#include <string_view>

namespace dockgate::oci {

class Pieces {
 public:
  virtual ~Pieces() = default;
  /// The next bytes, valid until the next call; empty at the end, and when something is wrong.
  virtual std::string_view next() = 0;
  /// What was wrong, or "".
  virtual std::string_view wrong() const = 0;
};

enum class LayerPacking { none, gzip, zstd };
LayerPacking packing_of_layer(std::string_view blob);

std::unique_ptr<Pieces> unpacked(std::string_view blob, LayerPacking packing);

}  // namespace dockgate::oci
