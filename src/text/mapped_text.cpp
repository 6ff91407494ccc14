#include "text/mapped_text.hpp"

#include <algorithm>

namespace dockgate::text {

MappedText MappedText::whole(SourcePtr source) {
  MappedText out(std::move(source));
  if (out.source_) out.append_copy(out.source_->bytes(), 0);
  return out;
}

void MappedText::add(std::string_view piece, std::uint32_t source, std::uint32_t length, bool copied) {
  const Segment segment{static_cast<std::uint32_t>(text_.size()), source, length, copied};
  if (text_.empty()) {
    first_ = segment;
    rest_.clear();
  } else {
    rest_.push_back(segment);
  }
  text_ += piece;
}

void MappedText::append_copy(std::string_view piece, std::uint32_t at) {
  if (piece.empty()) return;
  const auto length = static_cast<std::uint32_t>(piece.size());
  if (!text_.empty()) {  // continue the last piece where it goes on seamlessly: decoding works byte by byte
    Segment& end = last();
    const auto end_text_length = static_cast<std::uint32_t>(text_.size()) - end.text;
    if (end.copied && end.length == end_text_length && end.source + end.length == at) {
      end.length += length;
      text_ += piece;
      return;
    }
  }
  add(piece, at, length, true);
}

void MappedText::append_for(std::string_view piece, Span span) {
  if (piece.empty()) return;
  add(piece, span.begin, span.end - span.begin, false);
}

void MappedText::append(const MappedText& other) {
  if (!source_) source_ = other.source_;
  if (text_.empty()) {
    anchor_ = other.anchor_;
    text_ = other.text_;
    first_ = other.first_;
    rest_ = other.rest_;
    return;
  }
  append_part(other, 0, other.text_.size());
}

void MappedText::append_part(const MappedText& other, std::size_t begin, std::size_t end) {
  if (!source_) source_ = other.source_;
  end = std::min(end, other.text_.size());
  if (begin >= end) return;
  for (std::size_t i = other.piece_at(begin); i < other.pieces() && other.piece(i).text < end; ++i) {
    const Segment segment = other.piece(i);
    const std::size_t from = std::max<std::size_t>(begin, segment.text);
    const std::size_t to = std::min(end, other.piece_end(i));
    const auto piece = std::string_view(other.text_).substr(from, to - from);
    if (segment.copied) {
      append_copy(piece, segment.source + static_cast<std::uint32_t>(from - segment.text));
    } else {
      append_for(piece, {segment.source, segment.source + segment.length});
    }
  }
}

MappedText MappedText::substr(std::size_t begin, std::size_t end) const {
  MappedText out(source_);
  end = std::min(end, text_.size());
  begin = std::min(begin, end);
  if (begin == end) {
    const auto at = static_cast<std::uint32_t>(begin);
    out.anchor_ = to_source({at, at}).begin;
    return out;
  }
  out.append_part(*this, begin, end);
  return out;
}

void MappedText::move(Mover& mover) {
  if (!mover.move(source_)) return;
  const auto moved = [&](std::uint32_t at, std::uint32_t length) {
    Span span{at, at + length};
    mover.move(span);
    return span.begin;
  };
  if (text_.empty()) anchor_ = moved(anchor_, 0);
  if (text_.empty()) return;
  first_.source = moved(first_.source, first_.length);
  for (Segment& segment : rest_) segment.source = moved(segment.source, segment.length);
}

void MappedText::append_key(std::uint32_t begin, std::string& key) const {
  const auto number = [&](std::uint32_t value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  number(static_cast<std::uint32_t>(text_.size()));
  key += text_;
  number(text_.empty() && anchor_ != 0 ? anchor_ - begin : 0);
  number(static_cast<std::uint32_t>(pieces()));
  for (std::size_t i = 0; i < pieces(); ++i) {
    const Segment& segment = piece(i);
    number(segment.text);
    number(segment.source - begin);
    number(segment.length);
    key += segment.copied ? 'c' : 'f';
  }
}

std::size_t MappedText::piece_at(std::size_t offset) const {
  if (rest_.empty() || offset < rest_.front().text) return 0;
  const auto after = std::upper_bound(rest_.begin(), rest_.end(), offset,
                                      [](std::size_t at, const Segment& s) { return at < s.text; });
  return static_cast<std::size_t>(after - rest_.begin());
}

Span MappedText::to_source(Span part) const {
  const auto size = static_cast<std::uint32_t>(text_.size());
  part.begin = std::min(part.begin, size);
  part.end = std::clamp(part.end, part.begin, size);
  const auto begin_of = [&](std::uint32_t offset) -> std::uint32_t {
    if (text_.empty()) return anchor_;
    const Segment& segment = piece(piece_at(offset));
    if (!segment.copied) return segment.source;
    return segment.source + std::min(offset - segment.text, segment.length);
  };
  if (part.empty()) {
    // Behind the last byte of the text: behind the last byte of its source.
    if (part.begin == size && size > 0) {
      const Segment& end = piece(pieces() - 1);
      return {end.source + end.length, end.source + end.length};
    }
    const std::uint32_t at = begin_of(part.begin);
    return {at, at};
  }
  const Segment& end_piece = piece(piece_at(part.end - 1));
  const std::uint32_t end = end_piece.copied ? end_piece.source + (part.end - 1 - end_piece.text) + 1
                                             : end_piece.source + end_piece.length;
  const std::uint32_t begin = begin_of(part.begin);
  // Pieces need not be in the order of the file (values of variables): cover both.
  return end >= begin ? Span{begin, end} : Span{std::min(begin, end), std::max(begin, end)};
}

}  // namespace dockgate::text
