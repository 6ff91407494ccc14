#include "text/mapped_text.hpp"

#include <algorithm>

namespace dockgate::text {

MappedText MappedText::whole(SourcePtr source) {
  MappedText out(std::move(source));
  if (out.source_) out.append_copy(out.source_->bytes(), 0);
  return out;
}

void MappedText::append_copy(std::string_view piece, std::uint32_t at) {
  if (piece.empty()) return;
  const auto length = static_cast<std::uint32_t>(piece.size());
  if (!segments_
           .empty()) {  // continue the last piece where it goes on seamlessly: decoding works byte by byte
    Segment& last = segments_.back();
    const auto last_text_length = static_cast<std::uint32_t>(text_.size()) - last.text;
    if (last.copied && last.length == last_text_length && last.source + last.length == at) {
      last.length += length;
      text_ += piece;
      return;
    }
  }
  segments_.push_back({static_cast<std::uint32_t>(text_.size()), at, length, true});
  text_ += piece;
}

void MappedText::append_for(std::string_view piece, Span span) {
  if (piece.empty()) return;
  segments_.push_back({static_cast<std::uint32_t>(text_.size()), span.begin, span.end - span.begin, false});
  text_ += piece;
}

void MappedText::append(const MappedText& other) {
  if (!source_) source_ = other.source_;
  if (text_.empty()) anchor_ = other.anchor_;
  for (std::size_t i = 0; i < other.segments_.size(); ++i) {
    const Segment& segment = other.segments_[i];
    const std::size_t end = i + 1 < other.segments_.size() ? other.segments_[i + 1].text : other.text_.size();
    const auto piece = std::string_view(other.text_).substr(segment.text, end - segment.text);
    if (segment.copied) {
      append_copy(piece, segment.source);
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
  auto segment = std::upper_bound(segments_.begin(), segments_.end(), begin,
                                  [](std::size_t at, const Segment& s) { return at < s.text; });
  for (--segment; segment != segments_.end() && segment->text < end; ++segment) {
    const auto next = std::next(segment);
    const std::size_t from = std::max<std::size_t>(begin, segment->text);
    const std::size_t to = std::min<std::size_t>(end, next == segments_.end() ? text_.size() : next->text);
    const auto piece = std::string_view(text_).substr(from, to - from);
    if (segment->copied) {
      out.append_copy(piece, segment->source + static_cast<std::uint32_t>(from - segment->text));
    } else {
      out.append_for(piece, {segment->source, segment->source + segment->length});
    }
  }
  return out;
}

const MappedText::Segment* MappedText::segment_at(std::uint32_t offset) const {
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), offset,
                                      [](std::uint32_t at, const Segment& s) { return at < s.text; });
  return after == segments_.begin() ? nullptr : &*std::prev(after);
}

Span MappedText::to_source(Span part) const {
  const auto size = static_cast<std::uint32_t>(text_.size());
  part.begin = std::min(part.begin, size);
  part.end = std::clamp(part.end, part.begin, size);
  const auto begin_of = [&](std::uint32_t offset) -> std::uint32_t {
    const Segment* segment = segment_at(offset);
    if (segment == nullptr) return anchor_;
    if (!segment->copied) return segment->source;
    return segment->source + std::min(offset - segment->text, segment->length);
  };
  if (part.empty()) {
    // Behind the last byte of the text: behind the last byte of its source.
    if (part.begin == size && size > 0) {
      const Segment& last = segments_.back();
      return {last.source + last.length, last.source + last.length};
    }
    const std::uint32_t at = begin_of(part.begin);
    return {at, at};
  }
  const Segment* last = segment_at(part.end - 1);
  const std::uint32_t end =
      last->copied ? last->source + (part.end - 1 - last->text) + 1 : last->source + last->length;
  const std::uint32_t begin = begin_of(part.begin);
  // Pieces need not be in the order of the file (values of variables): cover both.
  return end >= begin ? Span{begin, end} : Span{std::min(begin, end), std::max(begin, end)};
}

}  // namespace dockgate::text
