#pragma once
// The wire format of protocol buffers, read field by field.

#include <cstdint>
#include <string_view>

#include "weights/bytes.hpp"

namespace dockgate::weights {

struct ProtoField {
  std::uint32_t number = 0;
  std::uint8_t wire = 0;    // 0 varint, 1 eight bytes, 2 run of bytes, 5 four bytes
  std::uint64_t value = 0;  // of a varint
  std::string_view bytes;   // of a run
};

/// Reads the fields of one message. `next` is false at the end and at a broken field; `ok` tells which.
class ProtoReader {
 public:
  explicit ProtoReader(std::string_view message) : in_(message) {}
  bool next(ProtoField& field) {
    if (!ok_ || in_.left() == 0) return false;
    const auto key = varint();
    field.number = static_cast<std::uint32_t>(key >> 3);
    field.wire = static_cast<std::uint8_t>(key & 7);
    field.value = 0;
    field.bytes = {};
    switch (field.wire) {
      case 0:
        field.value = varint();
        break;
      case 1:
        in_.skip(8);
        break;
      case 2:
        field.bytes = in_.run(varint());
        break;
      case 5:
        in_.skip(4);
        break;
      default:
        ok_ = false;
    }
    ok_ = ok_ && in_.ok() && field.number != 0 && (key >> 3) < (1u << 29);
    return ok_;
  }
  bool ok() const { return ok_; }

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = in_.number<std::uint8_t>();
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    ok_ = false;
    return value;
  }
  Cursor in_;
  bool ok_ = true;
};

}  // namespace dockgate::weights
