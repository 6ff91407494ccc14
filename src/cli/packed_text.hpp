#pragma once
// Text that waits for its turn in few bytes.

#include <string>

namespace dockgate::cli {

class PackedText {
 public:
  /// Packs `text`, of less than 2 GB, by LZ4; without `pack` keeps it as it is.
  PackedText(const std::string& text, bool pack);
  std::string text() const;

 private:
  std::string bytes_;
  std::size_t size_ = 0;
  bool packed_ = false;  // false: it would not become smaller
};

}  // namespace dockgate::cli
