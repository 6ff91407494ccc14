#include "cli/packed_text.hpp"

#include <lz4.h>

namespace dockgate::cli {

PackedText::PackedText(const std::string& text, bool pack) : size_(text.size()) {
  if (!pack) {
    bytes_ = std::string(text);
    return;
  }
  const int bound = size_ > LZ4_MAX_INPUT_SIZE ? 0 : LZ4_compressBound(static_cast<int>(size_));
  std::string packed(static_cast<std::size_t>(bound), '\0');
  const int length =
      bound == 0 ? 0 : LZ4_compress_default(text.data(), packed.data(), static_cast<int>(size_), bound);
  packed_ = length > 0 && static_cast<std::size_t>(length) < size_;
  // With no room to spare: there may be hundreds of thousands.
  bytes_ = packed_ ? std::string(packed.data(), static_cast<std::size_t>(length)) : std::string(text);
}

std::string PackedText::text() const {
  if (!packed_) return bytes_;
  std::string text(size_, '\0');
  const int length = LZ4_decompress_safe(bytes_.data(), text.data(), static_cast<int>(bytes_.size()),
                                         static_cast<int>(size_));
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return text;
}

}  // namespace dockgate::cli
