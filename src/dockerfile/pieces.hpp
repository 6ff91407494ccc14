#pragma once
// Cutting decoded text out of mapped text. Private to the parser.

#include <string_view>

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

/// A part of a mapped text, given as slices of its view().
class Cutter {
 public:
  explicit Cutter(const MappedText& from) : from_(from) {}

  /// The bytes of `slice` as they are.
  MappedText cut(std::string_view slice) const { return from_.substr(at(slice), at(slice) + slice.size()); }
  /// The same with each byte that is not UTF-8 replaced by U+FFFD.
  MappedText cut_utf8(std::string_view slice) const;
  /// Where `slice` stands in the file.
  Span span(std::string_view slice) const {
    return from_.to_source(
        {static_cast<std::uint32_t>(at(slice)), static_cast<std::uint32_t>(at(slice) + slice.size())});
  }
  const MappedText& from() const { return from_; }

 private:
  std::size_t at(std::string_view slice) const {
    return slice.data() == nullptr ? 0 : static_cast<std::size_t>(slice.data() - from_.view().data());
  }
  const MappedText& from_;
};

/// `slice`, a flag with quotes and escapes as written, without them. BuildKit reads flags byte by byte, so
/// that each byte above 0x7F comes out as the code point of that number.
MappedText decode_flag(const Cutter& cutter, std::string_view slice, char escape);

/// `slice`, a JSON string with its quotes, decoded.
MappedText decode_json_string(const Cutter& cutter, std::string_view slice);

}  // namespace dockgate::dockerfile
