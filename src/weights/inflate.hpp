#pragma once
// Decompression into memory, never more than asked for.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dockgate::weights {

enum class Packing { zlib, gzip, deflate, bzip2, xz, lzma, zip_lzma, lz4, zf };
std::string_view to_string(Packing packing);

/// The packing that `bytes` begin with; nothing where no magic says so.
std::optional<Packing> packing_of(std::string_view bytes);

struct Unpacked {
  std::string bytes;      // what could be unpacked, also of a broken stream
  bool complete = false;  // the stream ended well
  bool cut = false;       // `most` was reached
  std::size_t used = 0;   // bytes of the input up to the end of the stream
};

/// Unpacks one stream (of gzip, bzip2 and xz all that follow each other) to at most `most` bytes.
Unpacked unpack(Packing packing, std::string_view bytes, std::uint64_t most);

}  // namespace dockgate::weights
