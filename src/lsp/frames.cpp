#include "lsp/frames.hpp"

#include <algorithm>
#include <charconv>

#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

constexpr std::string_view length_name = "content-length";
constexpr std::size_t longest_header = 8192;

/// Where a `Content-Length:` begins, in any letter case; npos when there is none.
std::size_t find_header(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find_first_of("cC", from); at != std::string_view::npos;
       at = text.find_first_of("cC", at + 1)) {
    const std::string_view rest = text.substr(at);
    if (rest.size() > length_name.size() && rest[length_name.size()] == ':' &&
        text::equal_ignoring_case(rest.substr(0, length_name.size()), length_name))
      return at;
  }
  return std::string_view::npos;
}

/// The number that `Content-Length` gives in `header`, the lines above the blank one; nothing when a line is
/// no field or the number is missing, malformed or too large.
std::optional<std::size_t> content_length(std::string_view header) {
  std::optional<std::size_t> length;
  for (std::string_view line : text::split(header, '\n')) {
    line = text::trim(line);
    if (line.empty()) continue;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!text::equal_ignoring_case(text::trim(line.substr(0, colon)), length_name)) continue;
    const std::string_view number = text::trim(line.substr(colon + 1));
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
    length = value;
  }
  return length && *length <= FrameReader::longest_content ? length : std::nullopt;
}

struct HeaderEnd {
  std::size_t length = 0, content = 0;
};

/// The blank line that ends a header. Lines may end with LF alone: some clients on pipes do that.
std::optional<HeaderEnd> header_end(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.starts_with("\n")) return HeaderEnd{at, at + 2};
    if (rest.starts_with("\r\n")) return HeaderEnd{at, at + 3};
  }
  return std::nullopt;
}

}  // namespace

void FrameReader::drop(std::size_t count) {
  begin_ += count;
  // Moving the rest to the front only now and then keeps this linear.
  if (begin_ < buffer_.size() / 2 && begin_ < (1u << 16)) return;
  buffer_.erase(0, begin_);
  begin_ = 0;
}

void FrameReader::feed(std::string_view bytes) {
  buffer_ += bytes;
}

void FrameReader::skip_to_header() {
  const std::string_view text = std::string_view(buffer_).substr(begin_);
  ++skipped_;
  // What stands at the front was looked at already.
  const std::size_t at = find_header(text, std::min<std::size_t>(1, text.size()));
  if (at != std::string_view::npos) return drop(at);
  // The end of the buffer may be the beginning of a header.
  drop(text.size() - std::min(text.size() - 1, length_name.size()));
}

std::optional<std::string> FrameReader::next() {
  while (true) {
    std::string_view text = std::string_view(buffer_).substr(begin_);
    const std::size_t blanks = std::min(text.find_first_not_of("\r\n"), text.size());
    if (blanks > 0) {
      drop(blanks);
      continue;
    }
    if (text.empty()) return std::nullopt;
    const auto end = header_end(text.substr(0, longest_header));
    if (!end) {
      // A header that has only partly come, unless it cannot become one.
      const std::size_t line = text.find('\n');
      const bool is_field = line == std::string_view::npos || text.find(':') < line;
      if (is_field && text.size() < longest_header) return std::nullopt;
      skip_to_header();
      continue;
    }
    const auto length = content_length(text.substr(0, end->length));
    if (!length) {
      skip_to_header();
      continue;
    }
    if (text.size() - end->content < *length) return std::nullopt;
    std::string content(text.substr(end->content, *length));
    drop(end->content + *length);
    return content;
  }
}

bool FrameReader::recover(std::string_view content) {
  const std::size_t at = find_header(content, 0);
  if (at == std::string_view::npos) return false;
  buffer_.replace(0, begin_, content.substr(at));
  begin_ = 0;
  return true;
}

std::string framed(std::string_view content) {
  return "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" + std::string(content);
}

}  // namespace dockgate::lsp
