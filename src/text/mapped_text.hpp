#pragma once
// Text that was cut out of a file and rewritten (lines joined, quotes removed, variables replaced), of which
// every byte still knows where it came from.

#include <string>
#include <string_view>
#include <vector>

#include "text/mover.hpp"
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
  /// Appends the part of `other` from byte `begin` to byte `end`, clamped.
  void append_part(const MappedText& other, std::size_t begin, std::size_t end);
  /// The part from byte `begin` to byte `end` of text(), clamped. An empty part keeps its place.
  MappedText substr(std::size_t begin, std::size_t end) const;

  /// The span of the file that the half-open span `part` of text() came from. An empty part gives an empty
  /// span at its place. Always lies inside the file.
  Span to_source(Span part) const;
  Place place(Span part) const { return {source_, to_source(part)}; }
  Place place() const { return place({0, static_cast<std::uint32_t>(text_.size())}); }

  void move(Mover& mover);
  /// Appends the text to `key` with its way back, places counted from byte `begin` of the file: two texts
  /// have the same keys when one is the other, moved.
  void append_key(std::uint32_t begin, std::string& key) const;

 private:
  struct Segment {
    std::uint32_t text;    // where the piece begins in text_
    std::uint32_t source;  // and in the file
    std::uint32_t length;  // bytes of the file it stands for
    bool copied;           // byte by byte
  };
  // Most texts are one piece: the first stands here, the others in a vector. An empty text has none.
  std::size_t pieces() const { return text_.empty() ? 0 : 1 + rest_.size(); }
  const Segment& piece(std::size_t index) const { return index == 0 ? first_ : rest_[index - 1]; }
  std::size_t piece_end(std::size_t index) const {
    return index < rest_.size() ? rest_[index].text : text_.size();
  }
  Segment& last() { return rest_.empty() ? first_ : rest_.back(); }
  /// The number of the piece that holds byte `offset` of a text that is not empty.
  std::size_t piece_at(std::size_t offset) const;
  void add(std::string_view piece, std::uint32_t source, std::uint32_t length, bool copied);
  SourcePtr source_;
  std::string text_;
  Segment first_{};
  std::vector<Segment> rest_;
  std::uint32_t anchor_ = 0;  // where the text would stand, while it is empty
};

}  // namespace dockgate::text
