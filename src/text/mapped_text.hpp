#pragma once
// Text that was cut out of a file and rewritten (lines joined, quotes removed, variables replaced), of which
// every byte still knows where it came from.

#include <string>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::text {

/// Decoded text and the way back. Pieces are appended in order; a piece is either copied byte by byte from
/// the file or stands as a whole for a span of it (an escape, a variable's value).
class MappedText {
 public:
  MappedText() = default;
  /// All of `source`, byte by byte.
  static MappedText whole(SourcePtr source);
  explicit MappedText(SourcePtr source) : source_(std::move(source)) {}

  const SourcePtr& source() const { return source_; }
  const std::string& text() const { return text_; }
  std::string_view view() const { return text_; }
  bool empty() const { return text_.empty(); }

  /// Appends `piece`, which stands in the file from byte `at` on, byte by byte.
  void append_copy(std::string_view piece, std::uint32_t at);
  /// Appends `piece`, which stands for the bytes of `span`, whatever they are.
  void append_for(std::string_view piece, Span span);
  /// Appends another text of the same file.
  void append(const MappedText& other);
  /// The part from byte `begin` to byte `end` of text(), clamped. An empty part keeps its place.
  MappedText substr(std::size_t begin, std::size_t end) const;

  /// The span of the file that the half-open span `part` of text() came from. An empty part gives an empty
  /// span at its place. Always lies inside the file.
  Span to_source(Span part) const;
  Place place(Span part) const { return {source_, to_source(part)}; }
  Place place() const { return place({0, static_cast<std::uint32_t>(text_.size())}); }

 private:
  struct Segment {
    std::uint32_t text;    // where the piece begins in text_
    std::uint32_t source;  // and in the file
    std::uint32_t length;  // bytes of the file it stands for
    bool copied;           // byte by byte
  };
  const Segment* segment_at(std::uint32_t offset) const;
  SourcePtr source_;
  std::string text_;
  std::vector<Segment> segments_;
  std::uint32_t anchor_ = 0;  // where the text would stand, while it is empty
};

}  // namespace dockgate::text
