#include "lsp/encoding.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace dockgate::lsp {

namespace {

std::uint32_t units(const text::CodePoint& point, Encoding encoding) {
  if (encoding == Encoding::utf8) return point.length;
  return encoding == Encoding::utf16 && point.value > 0xffff ? 2 : 1;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  if (encoding == Encoding::utf8) return "utf-8";
  return encoding == Encoding::utf16 ? "utf-16" : "utf-32";
}

LineIndex::LineIndex(std::string_view text) : text_(text) {
  starts_.push_back(0);
  // Most texts have no carriage return, and one byte is found faster than either of two.
  std::size_t carriage = text.find('\r');
  std::size_t line_feed = text.find('\n');
  while (true) {
    std::size_t at = std::min(carriage, line_feed);
    if (at == std::string_view::npos) break;
    at += text[at] == '\r' && at + 1 == line_feed ? 2 : 1;
    starts_.push_back(static_cast<std::uint32_t>(at));
    if (carriage < at) carriage = text.find('\r', at);
    if (line_feed < at) line_feed = text.find('\n', at);
  }
}

Span LineIndex::line(std::uint32_t line) const {
  const auto size = static_cast<std::uint32_t>(text_.size());
  if (line >= starts_.size()) return {size, size};
  const std::uint32_t begin = starts_[line];
  std::uint32_t end = line + 1 < starts_.size() ? starts_[line + 1] : size;
  while (end > begin && line + 1 < starts_.size() && (text_[end - 1] == '\n' || text_[end - 1] == '\r'))
    --end;
  return {begin, end};
}

std::uint32_t LineIndex::offset(EditorPosition position, Encoding encoding) const {
  if (position.line >= starts_.size()) return static_cast<std::uint32_t>(text_.size());
  const Span line_span = line(position.line);
  std::uint32_t at = line_span.begin;
  std::uint32_t left = position.character;
  while (at < line_span.end && left > 0) {
    const text::CodePoint point = text::decode(text_.substr(at, line_span.end - at));
    const std::uint32_t size = units(point, encoding);
    if (size > left) break;
    left -= size;
    at += point.length;
  }
  return at;
}

EditorPosition LineIndex::position(std::uint32_t offset, Encoding encoding) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  EditorPosition out{static_cast<std::uint32_t>(after - starts_.begin()) - 1, 0};
  std::uint32_t at = starts_[out.line];
  const auto in_front = text_.substr(at, offset - at);
  if (std::ranges::all_of(in_front, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; })) {
    out.character = offset - at;  // one unit a byte in each encoding
    return out;
  }
  while (at < offset) {
    const text::CodePoint point = text::decode(text_.substr(at));
    if (at + point.length > offset) break;
    out.character += units(point, encoding);
    at += point.length;
  }
  return out;
}

EditorRange LineIndex::range(Span span, Encoding encoding) const {
  return {position(span.begin, encoding), position(std::max(span.begin, span.end), encoding)};
}

}  // namespace dockgate::lsp
